package io.shopfleet.order;

import io.shopfleet.order.api.OrderApi;
import io.shopfleet.order.api.OrderStatus;
import io.shopfleet.order.api.OrderView;
import io.shopfleet.platform.bus.Bus;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Callers that wait for an order to settle. They are woken by the notice of its change, whichever process made it; a
 * notice can be lost, so the database is asked now and then as well.
 */
final class OrderWaiters {
    private static final long LOOK_AGAIN_MILLIS = 500;

    private final Vertx vertx;
    private final Map<UUID, List<Promise<OrderView>>> waiting = new HashMap<>();

    /** Lives on the current context. */
    OrderWaiters(Vertx vertx) {
        this.vertx = vertx;
    }

    Future<Void> listen(Bus bus) {
        return bus.subscribe(OrderApi.CHANGED, this::changed);
    }

    /**
     * Waits.
     *
     * @param look reads the order as it is now; its failure ends the wait
     * @return the order once it is no longer PENDING, or as it is when the time is over
     */
    Future<OrderView> await(UUID orderId, int seconds, Supplier<Future<OrderView>> look) {
        Promise<OrderView> settled = Promise.promise();
        waiting.computeIfAbsent(orderId, id -> new ArrayList<>()).add(settled);
        long deadline = System.nanoTime() + seconds * 1_000_000_000L;
        lookUntil(deadline, settled, look);
        return settled.future().onComplete(done -> forget(orderId, settled));
    }

    private void lookUntil(long deadline, Promise<OrderView> settled, Supplier<Future<OrderView>> look) {
        look.get().onFailure(settled::tryFail).onSuccess(view -> {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (view.status() != OrderStatus.PENDING || left <= 0) {
                settled.tryComplete(view);
            } else if (!settled.future().isComplete()) {
                long pause = Math.min(left, LOOK_AGAIN_MILLIS);
                vertx.setTimer(Math.max(1, pause), tick -> {
                    if (!settled.future().isComplete()) {
                        lookUntil(deadline, settled, look);
                    }
                });
            }
        });
    }

    private void changed(OrderView view) {
        if (view.status() != OrderStatus.PENDING) {
            List.copyOf(waiting.getOrDefault(view.id(), List.of())).forEach(waiter -> waiter.tryComplete(view));
        }
    }

    private void forget(UUID orderId, Promise<OrderView> waiter) {
        waiting.computeIfPresent(orderId, (id, waiters) -> {
            waiters.remove(waiter);
            return waiters.isEmpty() ? null : waiters;
        });
    }
}
