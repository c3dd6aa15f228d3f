package io.shopfleet.order;

import io.shopfleet.order.PlacementRepository.Answer;
import io.shopfleet.order.api.OrderApi;
import io.shopfleet.order.api.OrderApi.AwaitOrder;
import io.shopfleet.order.api.OrderApi.ListOrders;
import io.shopfleet.order.api.OrderApi.OrderPage;
import io.shopfleet.order.api.OrderApi.OrderRequest;
import io.shopfleet.order.api.OrderApi.Timeline;
import io.shopfleet.order.api.OrderStatus;
import io.shopfleet.order.api.OrderView;
import io.shopfleet.platform.batch.Batcher;
import io.shopfleet.platform.batch.Lookup;
import io.shopfleet.platform.bus.Bus;
import io.shopfleet.platform.contract.Caller;
import io.shopfleet.platform.contract.ErrorType;
import io.shopfleet.platform.db.Database;
import io.shopfleet.platform.events.Outbox;
import io.shopfleet.platform.events.UnitOfWork;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What happens to orders once they are placed. */
final class OrderService {
    private static final int ANSWERS_AT_ONCE = 200;

    private final Bus bus;
    private final Database database;
    private final Outbox outbox;
    private final OrderRepository orders;
    private final OrderWaiters waiters;
    private final Lookup<UUID, Order> byId;
    private final Batcher<Answer, Boolean> answers;

    OrderService(
            Vertx vertx,
            Bus bus,
            Database database,
            Outbox outbox,
            OrderRepository orders,
            PlacementRepository placements,
            OrderWaiters waiters) {
        this.bus = bus;
        this.database = database;
        this.outbox = outbox;
        this.orders = orders;
        this.waiters = waiters;
        this.byId = new Lookup<>(vertx, ids -> database.query(connection -> orders.find(connection, ids)));
        this.answers = new Batcher<>(
                vertx,
                ANSWERS_AT_ONCE,
                group -> database.query(connection -> placements.answer(connection, group))
                        .map(written -> Collections.nCopies(group.size(), true)));
    }

    Future<OrderView> get(OrderRequest request) {
        return find(request).map(Order::view);
    }

    Future<Timeline> timeline(OrderRequest request) {
        return find(request).map(order -> new Timeline(order.timeline()));
    }

    Future<OrderPage> list(ListOrders request) {
        Long owner = request.caller().admin() ? null : request.caller().userId();
        return database.query(connection ->
                        orders.page(connection, owner, request.status(), request.after(), request.limit()))
                .map(page -> new OrderPage(page.stream().map(Order::view).toList()));
    }

    /** Answers as soon as the order is no longer PENDING, and keeps that answer for the order's idempotency key. */
    Future<OrderView> await(AwaitOrder request) {
        OrderRequest order = new OrderRequest(request.caller(), request.orderId());
        return waiters.await(request.orderId(), request.seconds(), () -> get(order))
                .compose(view -> keepAnswer(request, view).map(view));
    }

    Future<OrderView> cancel(OrderRequest request) {
        return change(request, OrderStatus.CANCELLED, "Cancelled on request");
    }

    Future<OrderView> fulfil(OrderRequest request) {
        request.caller().mustBeAdmin();
        return change(request, OrderStatus.FULFILLED, null);
    }

    /**
     * Moves an order within a transaction and tells of it.
     *
     * @param moved the order in its new state
     */
    void tell(UnitOfWork unit, Order moved) {
        unit.emit(moved.event(), moved.id(), moved.changed());
        unit.afterCommit(() -> bus.publish(OrderApi.CHANGED, moved.view()));
    }

    private Future<OrderView> change(OrderRequest request, OrderStatus next, @Nullable String why) {
        return outbox.transact(unit -> orders.lock(unit.sql(), List.of(request.orderId()))
                .compose(found -> {
                    Order order = visible(found.isEmpty() ? null : found.getFirst(), request.caller());
                    Order moved = order.become(next, request.caller().actor(), why, now());
                    tell(unit, moved);
                    return orders.update(unit.sql(), List.of(moved)).map(moved.view());
                }));
    }

    private Future<Order> find(OrderRequest request) {
        return byId.find(request.orderId()).map(order -> visible(order.orElse(null), request.caller()));
    }

    /** Another user's order is as unknown as one that does not exist. */
    private static Order visible(@Nullable Order order, Caller caller) {
        if (order == null || !caller.maySee(order.userId())) {
            throw ErrorType.NOT_FOUND.because("Order not found");
        }
        return order;
    }

    private Future<Boolean> keepAnswer(AwaitOrder request, OrderView view) {
        String key = request.idempotencyKey();
        return key == null
                ? Future.succeededFuture(false)
                : answers.submit(new Answer(request.caller().userId(), key, view));
    }

    /** PostgreSQL keeps microseconds, so nobody is told more. */
    static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }
}
