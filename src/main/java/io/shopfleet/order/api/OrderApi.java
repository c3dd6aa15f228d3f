package io.shopfleet.order.api;

import io.shopfleet.platform.contract.Address;
import io.shopfleet.platform.contract.Caller;
import io.shopfleet.platform.contract.Topic;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Everything the order service can be asked. What it tells is in {@link OrderEvents}. */
public final class OrderApi {
    /** The longest time a caller may wait for an order to settle, in seconds. */
    public static final int LONGEST_WAIT = 30;

    /** Places an order. It is PENDING in the answer, unless the answer is a replay. */
    public static final Address<PlaceOrder, PlacedOrder> PLACE =
            Address.command("order.place", PlaceOrder.class, PlacedOrder.class).within(Duration.ofSeconds(5));

    /** Waits until an order is no longer PENDING, or the time is over; answers with the order as it is then. */
    public static final Address<AwaitOrder, OrderView> AWAIT = Address.query(
                    "order.await", AwaitOrder.class, OrderView.class)
            .within(Duration.ofSeconds(LONGEST_WAIT + 2));

    /** Lists orders, newest first: one's own, or everybody's for an administrator. */
    public static final Address<ListOrders, OrderPage> LIST =
            Address.query("order.list", ListOrders.class, OrderPage.class);

    /** One order; NOT_FOUND to everybody but its owner and administrators. */
    public static final Address<OrderRequest, OrderView> GET =
            Address.query("order.get", OrderRequest.class, OrderView.class);

    /** What happened to an order so far, oldest first. */
    public static final Address<OrderRequest, Timeline> TIMELINE =
            Address.query("order.timeline", OrderRequest.class, Timeline.class);

    /** Cancels an order that is PENDING or CONFIRMED; for its owner and administrators. */
    public static final Address<OrderRequest, OrderView> CANCEL =
            Address.command("order.cancel", OrderRequest.class, OrderView.class);

    /** Marks a CONFIRMED order as handed over; for administrators. */
    public static final Address<OrderRequest, OrderView> FULFIL =
            Address.command("order.fulfil", OrderRequest.class, OrderView.class);

    /** Every change of every order, from its placing on; a notice only, the truth is in the database. */
    public static final Topic<OrderView> CHANGED = new Topic<>("order.changed", OrderView.class);

    private OrderApi() {}

    /**
     * Asks for an order.
     *
     * @param lines what to order; lines of one product are merged
     * @param idempotencyKey makes repeating the request safe; null without
     * @param waitSeconds how long the caller is going to {@link #AWAIT} the outcome, 0 to {@link #LONGEST_WAIT}
     */
    public record PlaceOrder(
            Caller caller, List<Line> lines, @Nullable String idempotencyKey, int waitSeconds) {
        /** Copies the lines, so that the command never changes. */
        public PlaceOrder {
            lines = List.copyOf(lines);
        }
    }

    /**
     * A line to order.
     *
     * @param quantity at least 1
     */
    public record Line(long productId, long quantity) {}

    /**
     * The answer to {@link PlaceOrder}.
     *
     * @param order the order
     * @param replayed whether it is the answer to an earlier request with the same key
     * @param settled whether that earlier answer already told how the order settled (201) or not (202)
     */
    public record PlacedOrder(OrderView order, boolean replayed, boolean settled) {}

    /**
     * Waits for an order.
     *
     * @param seconds how long at most, 0 to {@link #LONGEST_WAIT}
     * @param idempotencyKey the key it was placed with, whose answer this wait decides; null without
     */
    public record AwaitOrder(
            Caller caller,
            UUID orderId,
            int seconds,
            @Nullable String idempotencyKey) {}

    /**
     * Asks for a page of orders.
     *
     * @param status only these; null for all
     * @param after the last id of the page before; null for the first page
     */
    public record ListOrders(
            Caller caller,
            @Nullable OrderStatus status,
            int limit,
            @Nullable UUID after) {}

    /**
     * A page of orders.
     *
     * @param orders at most as many as asked for, newest first
     */
    public record OrderPage(List<OrderView> orders) {}

    /** Asks about, or for a change of, one order. */
    public record OrderRequest(Caller caller, UUID orderId) {}

    /**
     * What happened to an order.
     *
     * @param steps oldest first, never empty
     */
    public record Timeline(List<TimelineStep> steps) {}
}
