package io.shopfleet.order.api;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An order as its owner sees it.
 *
 * @param id a UUIDv7
 * @param userId whose it is
 * @param status where it stands
 * @param items what was ordered, one line a product
 * @param total the sum of the lines, in the currency's major unit
 * @param currency ISO 4217
 * @param reason why it was rejected or cancelled; null otherwise
 * @param createdAt when it was placed
 * @param updatedAt when its status last changed
 */
public record OrderView(
        UUID id,
        long userId,
        OrderStatus status,
        List<Item> items,
        BigDecimal total,
        String currency,
        @Nullable String reason,
        Instant createdAt,
        Instant updatedAt) {
    /** Copies the items, so that a view never changes. */
    public OrderView {
        items = List.copyOf(items);
    }

    /**
     * One line.
     *
     * @param productId of which product
     * @param sku the shop's number for it when the order was placed
     * @param name its name when the order was placed
     * @param quantity how many
     * @param unitPrice what one cost when the order was placed
     * @param lineTotal unit price times quantity
     */
    public record Item(
            long productId, String sku, String name, long quantity, BigDecimal unitPrice, BigDecimal lineTotal) {}
}
