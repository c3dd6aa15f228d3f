package io.shopfleet.order.api;

import io.shopfleet.platform.contract.EventType;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Everything the order service tells. */
public final class OrderEvents {
    /** An order was placed, and asks for its stock. Told again while nobody answers, each time as a new event. */
    public static final EventType<OrderCreated> CREATED = new EventType<>("order_created", OrderCreated.class);

    /** An order's stock is reserved. */
    public static final EventType<OrderChanged> CONFIRMED = new EventType<>("order_confirmed", OrderChanged.class);

    /** An order could not be served. */
    public static final EventType<OrderChanged> REJECTED = new EventType<>("order_rejected", OrderChanged.class);

    /** An order was called off; whoever holds stock for it lets go. */
    public static final EventType<OrderChanged> CANCELLED = new EventType<>("order_cancelled", OrderChanged.class);

    /** An order was handed over; its stock leaves the house. */
    public static final EventType<OrderChanged> FULFILLED = new EventType<>("order_fulfilled", OrderChanged.class);

    private OrderEvents() {}

    /**
     * Tells of a new order.
     *
     * @param items what to reserve, one line a product
     */
    public record OrderCreated(UUID orderId, long userId, BigDecimal total, String currency, List<Item> items) {
        /** Refuses an event without its order or items. */
        public OrderCreated {
            Objects.requireNonNull(orderId, "order_id");
            items = List.copyOf(items);
        }
    }

    /**
     * Tells of an order in a new state.
     *
     * @param reason why it was rejected or cancelled; null otherwise
     */
    public record OrderChanged(
            UUID orderId,
            long userId,
            OrderStatus status,
            BigDecimal total,
            String currency,
            List<Item> items,
            @Nullable String reason) {
        /** Refuses an event without its order or items. */
        public OrderChanged {
            Objects.requireNonNull(orderId, "order_id");
            items = List.copyOf(items);
        }
    }

    /**
     * A line of an order.
     *
     * @param quantity at least 1
     */
    public record Item(long productId, long quantity) {
        /** Refuses a quantity that nobody can order. */
        public Item {
            if (quantity < 1) {
                throw new IllegalArgumentException("quantity must be at least 1");
            }
        }
    }
}
