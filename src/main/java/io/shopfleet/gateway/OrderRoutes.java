package io.shopfleet.gateway;

import io.shopfleet.order.api.OrderApi;
import io.shopfleet.order.api.OrderApi.OrderRequest;
import io.shopfleet.order.api.OrderStatus;
import io.shopfleet.order.api.OrderView;
import io.shopfleet.platform.bus.Bus;
import io.shopfleet.platform.contract.Address;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Orders, from placing them on. */
final class OrderRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(OrderRoutes.class);

    /** A connection on which nothing moves for longer is closed, so that the answer must come before. */
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(HttpSettings.IDLE_SECONDS - 2);

    private static final String KEY = "/header/Idempotency-Key";

    private final Bus bus;

    OrderRoutes(Bus bus) {
        this.bus = bus;
    }

    Map<String, Endpoint> endpoints() {
        return Map.of(
                "placeOrder",
                this::place,
                "listOrders",
                this::list,
                "getOrder",
                call -> answer(OrderApi.GET, call),
                "getOrderTimeline",
                this::timeline,
                "cancelOrder",
                call -> answer(OrderApi.CANCEL, call),
                "fulfilOrder",
                call -> answer(OrderApi.FULFIL, call));
    }

    private Future<Reply> place(Call call) {
        long begun = System.nanoTime();
        OptionalInt wait = Prefer.waitSeconds(call.text("/header/Prefer"));
        OrderApi.PlaceOrder command =
                new OrderApi.PlaceOrder(call.caller(), call.body(Basket.class).items(), call.text(KEY), wait.orElse(0));
        return bus.request(OrderApi.PLACE, command).compose(placed -> {
            if (placed.replayed()) {
                return Future.succeededFuture(
                        reply(placed.order(), placed.settled()).with("Idempotency-Replayed", "true"));
            }
            return wait.isEmpty()
                    ? Future.succeededFuture(reply(placed.order(), isSettled(placed.order())))
                    : outcome(call, placed.order(), wait.getAsInt(), begun);
        });
    }

    private Future<Reply> outcome(Call call, OrderView order, int wait, long begun) {
        long left = ANSWER_WITHIN.minusNanos(System.nanoTime() - begun).toSeconds();
        int seconds = Math.clamp(left, 0, wait);
        return bus.request(OrderApi.AWAIT, new OrderApi.AwaitOrder(call.caller(), order.id(), seconds, call.text(KEY)))
                .otherwise(failure -> {
                    // The order is placed, whatever became of the waiting.
                    LOG.warn("Nobody tells how order {} settles: {}", order.id(), failure.toString());
                    return order;
                })
                .map(last -> isSettled(last)
                        ? reply(last, true).with("Preference-Applied", "wait=" + wait)
                        : reply(last, false));
    }

    private Future<Reply> list(Call call) {
        String status = call.text("/query/status");
        String after = call.text("/query/after");
        OrderApi.ListOrders query = new OrderApi.ListOrders(
                call.caller(),
                status == null ? null : OrderStatus.valueOf(status),
                call.limitAndOne(),
                after == null ? null : UUID.fromString(after));
        return bus.request(OrderApi.LIST, query).map(page -> call.page(page.orders(), OrderView::id));
    }

    private Future<Reply> timeline(Call call) {
        return bus.request(OrderApi.TIMELINE, new OrderRequest(call.caller(), call.orderId()))
                .map(timeline -> Reply.ok(timeline.steps()));
    }

    private Future<Reply> answer(Address<OrderRequest, OrderView> address, Call call) {
        return bus.request(address, new OrderRequest(call.caller(), call.orderId()))
                .map(Reply::ok);
    }

    private static Reply reply(OrderView order, boolean settled) {
        String location = "/api/orders/" + order.id();
        return settled ? Reply.created(location, order) : Reply.accepted(location, order);
    }

    private static boolean isSettled(OrderView order) {
        return order.status() != OrderStatus.PENDING;
    }

    private record Basket(List<OrderApi.Line> items) {}
}
