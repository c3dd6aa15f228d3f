package io.shopfleet.platform.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BatcherTest {
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void an_idle_batcher_starts_at_once_and_a_busy_one_groups_what_gathers() {
        List<List<Integer>> groups = new CopyOnWriteArrayList<>();
        Promise<Void> firstIsDone = Promise.promise();
        Batcher<Integer, Integer> batcher = new Batcher<>(vertx, 10, group -> {
            groups.add(group);
            Future<Void> gate = groups.size() == 1 ? firstIsDone.future() : Future.succeededFuture();
            return gate.map(open -> group.stream().map(i -> i * 2).toList());
        });

        List<Future<Integer>> results = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            results.add(batcher.submit(i));
        }
        // A sixth item through the same context: when it is queued, the five are.
        Future<Integer> last = batcher.submit(5);
        firstIsDone.complete();

        assertThat(last.await()).isEqualTo(10);
        assertThat(Future.all(results).await().<Integer>list()).containsExactly(0, 2, 4, 6, 8);
        assertThat(groups.getFirst()).containsExactly(0);
        assertThat(groups.stream().flatMap(List::stream)).containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(groups).hasSizeLessThan(6);
    }

    @Test
    void no_group_is_larger_than_the_limit() {
        List<Integer> sizes = new CopyOnWriteArrayList<>();
        Batcher<Integer, Integer> batcher = new Batcher<>(vertx, 3, group -> {
            sizes.add(group.size());
            return vertx.timer(5).map(group);
        });

        List<Future<Integer>> results = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            results.add(batcher.submit(i));
        }
        Future.all(results).await();

        assertThat(sizes).allMatch(size -> size <= 3).contains(3);
    }

    @Test
    void a_failing_group_fails_its_items_and_the_next_one_goes_on() {
        Batcher<Integer, Integer> batcher = new Batcher<>(vertx, 1, group -> {
            if (group.contains(13)) {
                throw new IllegalStateException("unlucky");
            }
            return Future.succeededFuture(group);
        });

        Future<Integer> unlucky = batcher.submit(13);
        Future<Integer> next = batcher.submit(14);

        assertThatThrownBy(unlucky::await).hasMessage("unlucky");
        assertThat(next.await()).isEqualTo(14);
    }
}
