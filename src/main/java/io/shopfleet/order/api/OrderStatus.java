package io.shopfleet.order.api;

/** Where an order stands. */
public enum OrderStatus {
    /** Placed; its stock is not reserved yet. */
    PENDING,
    /** All its stock is reserved. */
    CONFIRMED,
    /** There was not enough stock. Final. */
    REJECTED,
    /** Called off; its stock is free again. Final. */
    CANCELLED,
    /** Handed over. Final. */
    FULFILLED;

    /**
     * Whether an order may go from here to there.
     *
     * @param next where to
     * @return true for the arrows of the lifecycle
     */
    public boolean canBecome(OrderStatus next) {
        return switch (this) {
            case PENDING -> next == CONFIRMED || next == REJECTED || next == CANCELLED;
            case CONFIRMED -> next == FULFILLED || next == CANCELLED;
            case REJECTED, CANCELLED, FULFILLED -> false;
        };
    }
}
