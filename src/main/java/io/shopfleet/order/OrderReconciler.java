package io.shopfleet.order;

import io.micrometer.core.instrument.MeterRegistry;
import io.shopfleet.inventory.api.InventoryApi;
import io.shopfleet.inventory.api.InventoryApi.FindSettled;
import io.shopfleet.order.api.OrderEvents;
import io.shopfleet.order.api.OrderStatus;
import io.shopfleet.platform.bus.Bus;
import io.shopfleet.platform.events.Outbox;
import io.shopfleet.platform.events.UnitOfWork;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finishes what is stuck, whatever was lost on the way, a broker with all its messages included. It only repeats
 * questions that inventory answers the same each time, so several reconcilers side by side do no harm.
 */
final class OrderReconciler {
    private static final Logger LOG = LoggerFactory.getLogger(OrderReconciler.class);
    private static final int GROUP_LIMIT = 200;

    private final Vertx vertx;
    private final Bus bus;
    private final Outbox outbox;
    private final OrderRepository orders;
    private final OrderService service;
    private final OrderSettings settings;
    private final MeterRegistry metrics;
    private boolean stopped;

    OrderReconciler(
            Vertx vertx,
            Bus bus,
            Outbox outbox,
            OrderRepository orders,
            OrderService service,
            OrderSettings settings,
            MeterRegistry metrics) {
        this.vertx = vertx;
        this.bus = bus;
        this.outbox = outbox;
        this.orders = orders;
        this.service = service;
        this.settings = settings;
        this.metrics = metrics;
    }

    void start() {
        vertx.setTimer(settings.reconcileEvery().toMillis(), tick -> {
            if (!stopped) {
                reconcile().onComplete(done -> start());
            }
        });
    }

    void stop() {
        stopped = true;
    }

    /** One step failing, for want of a service, does not keep the next from its work. */
    private Future<Void> reconcile() {
        return attempt(
                        "timeout",
                        () -> cancelOlderThan(
                                settings.timeout(), OrderStatus.PENDING, "timeout", "Inventory did not answer in time"))
                .compose(done -> attempt(
                        "expiry",
                        () -> cancelOlderThan(
                                settings.confirmedExpiry(), OrderStatus.CONFIRMED, "expiry", "Not fulfilled in time")))
                .compose(done -> outbox.oldestAgeMillis().otherwise(Long.MAX_VALUE))
                // Events that wait here have not even been asked once: asking again would only make more of them wait.
                .compose(age -> age > settings.nudgeAfter().toMillis()
                        ? Future.succeededFuture()
                        : attempt("nudge", this::nudgeUnanswered)
                                .compose(done -> attempt("settle", this::settleStock)));
    }

    private Future<Void> attempt(String step, Supplier<Future<Integer>> work) {
        return work.get()
                .onSuccess(count -> {
                    if (count > 0) {
                        metrics.counter("shopfleet.reconciler.orders", "step", step)
                                .increment(count);
                        LOG.info("Reconciler: {} for {} orders", step, count);
                    }
                })
                .onFailure(failure -> LOG.warn("Reconciler: {} failed: {}", step, failure.toString()))
                .otherwise(0)
                .mapEmpty();
    }

    private Future<Integer> cancelOlderThan(Duration age, OrderStatus status, String actor, String why) {
        Instant moment = Instant.now().minus(age);
        return outbox.transact(unit -> orders.lockPlacedBefore(unit.sql(), status, moment, GROUP_LIMIT)
                .compose(found -> {
                    List<Order> moved = found.stream()
                            .map(order -> order.become(OrderStatus.CANCELLED, actor, why, OrderService.now()))
                            .toList();
                    moved.forEach(order -> service.tell(unit, order));
                    return moved.isEmpty()
                            ? Future.succeededFuture(0)
                            : orders.update(unit.sql(), moved).map(moved.size());
                }));
    }

    private Future<Integer> nudgeUnanswered() {
        return outbox.transact(unit -> orders.lockUnanswered(unit.sql(), settings.nudgeAfter(), GROUP_LIMIT)
                .compose(found -> {
                    found.forEach(order -> unit.emit(OrderEvents.CREATED, order.id(), order.created()));
                    return nudged(unit, found);
                }));
    }

    /**
     * Asks inventory which closed orders hold no stock any more, and tells it again of those that do. Nothing is locked
     * while it thinks: a closed order does not change.
     */
    private Future<Integer> settleStock() {
        return outbox.transact(unit -> orders.withOpenStock(unit.sql(), settings.nudgeAfter(), GROUP_LIMIT))
                .compose(closed -> closed.isEmpty() ? Future.succeededFuture(0) : settle(closed));
    }

    private Future<Integer> settle(List<Order> closed) {
        return bus.request(
                        InventoryApi.SETTLED,
                        new FindSettled(closed.stream().map(Order::id).toList()))
                .compose(answer -> outbox.transact(unit -> settle(unit, closed, new HashSet<>(answer.orderIds()))));
    }

    private Future<Integer> settle(UnitOfWork unit, List<Order> closed, Set<UUID> settled) {
        List<Order> open =
                closed.stream().filter(order -> !settled.contains(order.id())).toList();
        open.forEach(order -> unit.emit(order.event(), order.id(), order.changed()));
        return orders.stockSettled(
                        unit.sql(),
                        closed.stream()
                                .filter(order -> settled.contains(order.id()))
                                .toList())
                .compose(written -> nudged(unit, open));
    }

    private Future<Integer> nudged(UnitOfWork unit, List<Order> asked) {
        return asked.isEmpty()
                ? Future.succeededFuture(0)
                : orders.nudged(unit.sql(), asked).map(asked.size());
    }
}
