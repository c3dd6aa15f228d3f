package io.shopfleet.order;

import io.shopfleet.order.api.OrderEvents;
import io.shopfleet.order.api.OrderEvents.OrderChanged;
import io.shopfleet.order.api.OrderEvents.OrderCreated;
import io.shopfleet.order.api.OrderStatus;
import io.shopfleet.order.api.OrderView;
import io.shopfleet.order.api.TimelineStep;
import io.shopfleet.platform.contract.ErrorType;
import io.shopfleet.platform.contract.EventType;
import io.shopfleet.platform.contract.Money;
import io.shopfleet.platform.contract.Problem;
import io.shopfleet.platform.contract.ProblemException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An order and its legal transitions. Never changes: a transition makes a new one.
 *
 * @param timeline what happened so far, oldest first, never empty
 */
record Order(
        UUID id,
        long userId,
        OrderStatus status,
        List<OrderLine> lines,
        Money total,
        @Nullable String reason,
        List<TimelineStep> timeline,
        Instant createdAt,
        Instant updatedAt) {

    Order {
        lines = List.copyOf(lines);
        timeline = List.copyOf(timeline);
    }

    /**
     * A new order.
     *
     * @param actor who placed it
     * @throws ProblemException when the lines differ in currency or their total exceeds 64 bits
     */
    static Order place(UUID id, long userId, List<OrderLine> lines, String currency, String actor, Instant now) {
        TimelineStep placed = new TimelineStep(OrderStatus.PENDING, now, actor, null);
        return new Order(
                id, userId, OrderStatus.PENDING, lines, total(lines, currency), null, List.of(placed), now, now);
    }

    private static Money total(List<OrderLine> lines, String currency) {
        try {
            return lines.stream()
                    .map(line -> new Money(line.unitPrice(), currency).times(line.quantity()))
                    .reduce(new Money(0, currency), Money::plus);
        } catch (ArithmeticException e) {
            throw ErrorType.UNPROCESSABLE_ORDER.at("/items", "The total is larger than this shop can charge");
        }
    }

    /**
     * This order in its next state.
     *
     * @param actor who or what moves it
     * @param why the reason; null where the status says it all
     * @throws ProblemException INVALID_TRANSITION where the state forbids it
     */
    Order become(OrderStatus next, String actor, @Nullable String why, Instant now) {
        if (!status.canBecome(next)) {
            throw new ProblemException(new Problem(
                    ErrorType.INVALID_TRANSITION, "A " + status + " order cannot become " + next, List.of()));
        }
        List<TimelineStep> steps = new ArrayList<>(timeline);
        steps.add(new TimelineStep(next, now, actor, why));
        return new Order(id, userId, next, lines, total, why, steps, createdAt, now);
    }

    /** This order as it was in the answer to its placing. */
    Order asPlaced() {
        return new Order(
                id, userId, OrderStatus.PENDING, lines, total, null, timeline.subList(0, 1), createdAt, createdAt);
    }

    OrderView view() {
        return new OrderView(
                id,
                userId,
                status,
                lines.stream().map(this::viewOf).toList(),
                total.amount(),
                total.currency(),
                reason,
                createdAt,
                updatedAt);
    }

    private OrderView.Item viewOf(OrderLine line) {
        Money price = new Money(line.unitPrice(), total.currency());
        return new OrderView.Item(
                line.productId(),
                line.sku(),
                line.name(),
                line.quantity(),
                price.amount(),
                price.times(line.quantity()).amount());
    }

    OrderCreated created() {
        return new OrderCreated(id, userId, total.amount(), total.currency(), items());
    }

    OrderChanged changed() {
        return new OrderChanged(id, userId, status, total.amount(), total.currency(), items(), reason);
    }

    /** The event that tells of this order's state, once it is no longer PENDING. */
    EventType<OrderChanged> event() {
        return switch (status) {
            case CONFIRMED -> OrderEvents.CONFIRMED;
            case REJECTED -> OrderEvents.REJECTED;
            case CANCELLED -> OrderEvents.CANCELLED;
            case FULFILLED -> OrderEvents.FULFILLED;
            case PENDING -> throw new IllegalStateException("A pending order has not changed yet");
        };
    }

    private List<OrderEvents.Item> items() {
        return lines.stream()
                .map(line -> new OrderEvents.Item(line.productId(), line.quantity()))
                .toList();
    }
}
