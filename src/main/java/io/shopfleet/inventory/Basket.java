package io.shopfleet.inventory;

import io.shopfleet.order.api.OrderEvents;
import java.util.List;
import java.util.TreeMap;

/**
 * What an order wants. Lines of one product are merged when a basket is made, so that nobody can check them one by one
 * and promise the same unit twice.
 *
 * @param lines one a product, by ascending product id; empty for a tombstone
 */
record Basket(List<Line> lines) {
    static final Basket EMPTY = new Basket(List.of());

    Basket {
        TreeMap<Long, Long> quantities = new TreeMap<>();
        lines.forEach(line -> quantities.merge(line.productId(), line.quantity(), Basket::saturatedSum));
        lines = quantities.entrySet().stream()
                .map(entry -> new Line(entry.getKey(), entry.getValue()))
                .toList();
    }

    static Basket of(List<OrderEvents.Item> items) {
        return new Basket(items.stream()
                .map(item -> new Line(item.productId(), item.quantity()))
                .toList());
    }

    /** More than can be counted is more than there is: the sum stays at the largest number instead of wrapping. */
    private static long saturatedSum(long one, long other) {
        return one > Long.MAX_VALUE - other ? Long.MAX_VALUE : one + other;
    }

    /**
     * One line, also as it is stored.
     *
     * @param productId of which product, known or not
     * @param quantity at least 1
     */
    record Line(long productId, long quantity) {
        Line {
            if (quantity < 1) {
                throw new IllegalArgumentException("quantity must be at least 1");
            }
        }
    }
}
