package io.shopfleet.platform.batch;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

/**
 * Groups work that arrives while earlier work is running. Nothing waits for a group to fill: an idle batcher starts at
 * once with a group of one, a busy one takes all that has gathered. Groups run one after another. What would have to
 * wait for more than {@value #LONGEST_QUEUE} full groups is refused.
 *
 * <p>Lives on the context that made it; {@link #submit} may be called from anywhere.
 *
 * @param <T> an item of work
 * @param <R> its result
 */
public final class Batcher<T, R> {
    private static final int LONGEST_QUEUE = 20;

    private final Context context;
    private final int limit;
    private final Function<List<T>, Future<List<R>>> work;
    private final Queue<Entry<T, R>> waiting = new ArrayDeque<>();
    private boolean running;

    /**
     * Makes an idle batcher on the current context.
     *
     * @param vertx the current Vert.x instance
     * @param limit items in a group at most
     * @param work does a group; its results are in the order of the items
     */
    public Batcher(Vertx vertx, int limit, Function<List<T>, Future<List<R>>> work) {
        this.context = vertx.getOrCreateContext();
        this.limit = limit;
        this.work = work;
    }

    /**
     * Adds an item.
     *
     * @param item what to do
     * @return its result, the failure of its group, or {@link RejectedExecutionException} when too many wait
     */
    public Future<R> submit(T item) {
        Promise<R> result = Promise.promise();
        context.runOnContext(now -> {
            if (waiting.size() >= LONGEST_QUEUE * limit) {
                result.fail(new RejectedExecutionException("Too much work is waiting"));
                return;
            }
            waiting.add(new Entry<>(item, result));
            runNext();
        });
        return result.future();
    }

    private void runNext() {
        if (running || waiting.isEmpty()) {
            return;
        }
        running = true;
        List<Entry<T, R>> group = new ArrayList<>();
        while (group.size() < limit && !waiting.isEmpty()) {
            group.add(waiting.remove());
        }
        Future.succeededFuture(group.stream().map(Entry::item).toList())
                .compose(work)
                .map(results -> {
                    if (results.size() != group.size()) {
                        throw new IllegalStateException(results.size() + " results for " + group.size() + " items");
                    }
                    return results;
                })
                .onComplete(outcome -> context.runOnContext(now -> {
                    running = false;
                    runNext();
                }))
                .onSuccess(results -> {
                    for (int i = 0; i < group.size(); i++) {
                        group.get(i).result().complete(results.get(i));
                    }
                })
                .onFailure(failure -> group.forEach(entry -> entry.result().fail(failure)));
    }

    private record Entry<T, R>(T item, Promise<R> result) {}
}
