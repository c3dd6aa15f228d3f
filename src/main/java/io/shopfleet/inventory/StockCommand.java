package io.shopfleet.inventory;

import java.util.UUID;

/** What an order's event asks of the stock. */
sealed interface StockCommand {
    /** Whose stock it is about. */
    UUID orderId();

    /** Reserve all of a basket or nothing; asked again while the order has no answer. */
    record ReserveStock(UUID orderId, Basket basket) implements StockCommand {}

    /** Let go of what is reserved, and reserve nothing from now on. */
    record ReleaseStock(UUID orderId) implements StockCommand {}

    /** What is reserved leaves the house. */
    record ShipStock(UUID orderId) implements StockCommand {}
}
