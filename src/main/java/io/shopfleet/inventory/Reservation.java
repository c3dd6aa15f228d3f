package io.shopfleet.inventory;

import io.shopfleet.inventory.api.InventoryApi.ShortLine;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What was decided about an order's stock.
 *
 * @param orderId whose stock it is
 * @param state where it stands
 * @param basket what the order wants; empty for the tombstone of an order that was cancelled first
 * @param rejection why nothing is reserved; null unless REJECTED
 */
record Reservation(
        UUID orderId, State state, Basket basket, @Nullable Rejection rejection) {
    Reservation {
        if ((state == State.REJECTED) != (rejection != null)) {
            throw new IllegalArgumentException("A rejection, and nothing else, has a reason");
        }
    }

    static Reservation reserved(UUID orderId, Basket basket) {
        return new Reservation(orderId, State.RESERVED, basket, null);
    }

    static Reservation rejected(UUID orderId, Basket basket, Rejection rejection) {
        return new Reservation(orderId, State.REJECTED, basket, rejection);
    }

    static Reservation tombstone(UUID orderId) {
        return new Reservation(orderId, State.RELEASED, Basket.EMPTY, null);
    }

    Reservation released() {
        return next(State.RELEASED);
    }

    Reservation shipped() {
        return next(State.SHIPPED);
    }

    private Reservation next(State next) {
        if (state != State.RESERVED) {
            throw new IllegalStateException("A reservation that is " + state + " cannot become " + next);
        }
        return new Reservation(orderId, next, basket, null);
    }

    /** Where a reservation stands. All but RESERVED are final. */
    enum State {
        /** Its lines count as reserved. */
        RESERVED,
        /** There was not enough; it holds nothing. */
        REJECTED,
        /** The order was cancelled; it holds nothing. */
        RELEASED,
        /** The order was handed over; it holds nothing any more. */
        SHIPPED
    }

    /**
     * Why nothing is reserved.
     *
     * @param reason in words, fit for the buyer's eyes
     * @param lines what could not be had
     */
    record Rejection(String reason, List<ShortLine> lines) {
        Rejection {
            lines = List.copyOf(lines);
        }
    }
}
