package io.shopfleet.inventory;

import io.shopfleet.inventory.api.InventoryApi.ShortLine;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The stock of some products while one transaction holds their rows: it decides in memory what is written back in one
 * statement. Used by that transaction only.
 */
final class StockLedger {
    private final Map<Long, StockLevel> levels = new HashMap<>();
    private final Map<Long, StockLevel> changed = new TreeMap<>();

    /** @param locked the rows that are held; every other product is unknown, which is to say there is none of it */
    StockLedger(Collection<StockLevel> locked) {
        locked.forEach(level -> levels.put(level.productId(), level));
    }

    /**
     * Reserves all lines or none.
     *
     * @param basket what is wanted
     * @return the lines that could not be had, by ascending product id; empty when all are reserved
     */
    List<ShortLine> reserve(Basket basket) {
        List<ShortLine> shortLines = basket.lines().stream()
                .map(line -> new ShortLine(line.productId(), line.quantity(), available(line.productId())))
                .filter(line -> line.requested() > line.available())
                .toList();
        if (shortLines.isEmpty()) {
            basket.lines().forEach(line -> put(level(line).reserve(line.quantity())));
        }
        return shortLines;
    }

    /** Frees what was reserved. */
    void release(Basket basket) {
        basket.lines().forEach(line -> put(level(line).release(line.quantity())));
    }

    /** Lets what was reserved leave the house. */
    void ship(Basket basket) {
        basket.lines().forEach(line -> put(level(line).ship(line.quantity())));
    }

    /** Says in words what could not be had. */
    String explain(List<ShortLine> shortLines) {
        return shortLines.stream()
                .map(line -> "%s (wanted %d, available %d)"
                        .formatted(name(line.productId()), line.requested(), line.available()))
                .collect(Collectors.joining(", ", "Not enough stock: ", ""));
    }

    /** The levels to write back, by ascending product id. */
    List<StockLevel> changed() {
        return List.copyOf(changed.values());
    }

    private long available(long productId) {
        StockLevel level = levels.get(productId);
        return level == null ? 0 : level.available();
    }

    private String name(long productId) {
        StockLevel level = levels.get(productId);
        return level == null ? "product " + productId : level.sku();
    }

    private StockLevel level(Basket.Line line) {
        StockLevel level = levels.get(line.productId());
        if (level == null) {
            throw new IllegalStateException("The stock of product " + line.productId() + " is not held");
        }
        return level;
    }

    private void put(StockLevel level) {
        levels.put(level.productId(), level);
        changed.put(level.productId(), level);
    }
}
