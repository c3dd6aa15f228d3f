package io.shopfleet.user;

import io.shopfleet.platform.contract.ErrorType;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Computes on a few threads of its own, away from the event loops. Where more is asked than callers could wait for, it
 * says so at once instead of working on answers that nobody awaits.
 */
final class BoundedPool {
    private final WorkerExecutor executor;
    private final int capacity;
    private final AtomicInteger accepted = new AtomicInteger();

    /**
     * Makes a pool.
     *
     * @param name what its threads and metrics are called
     * @param threads computations at once
     * @param waiting computations that may wait for each thread
     */
    BoundedPool(Vertx vertx, String name, int threads, int waiting) {
        this.executor = vertx.createSharedWorkerExecutor(name, threads);
        this.capacity = threads * (1 + waiting);
    }

    /**
     * Computes something.
     *
     * @return its result, or UNAVAILABLE when too much is waiting
     */
    <T> Future<T> run(Callable<T> computation) {
        if (accepted.incrementAndGet() > capacity) {
            accepted.decrementAndGet();
            return Future.failedFuture(
                    ErrorType.UNAVAILABLE.because("Too many people are signing in; try again in a moment"));
        }
        return executor.executeBlocking(computation, false).onComplete(done -> accepted.decrementAndGet());
    }

    Future<Void> close() {
        return executor.close();
    }
}
