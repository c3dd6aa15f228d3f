package io.shopfleet.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.shopfleet.platform.contract.ErrorType;
import io.shopfleet.platform.contract.ProblemException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BoundedPoolTest {
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close_vertx() throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void more_than_can_wait_is_refused_at_once_and_accepted_again_later() throws Exception {
        // Given
        BoundedPool pool = new BoundedPool(vertx, "bounded", 2, 3);
        CountDownLatch release = new CountDownLatch(1);
        List<Future<String>> accepted = new ArrayList<>();
        for (int i = 0; i < 2 * (1 + 3); i++) {
            accepted.add(pool.run(() -> {
                release.await();
                return Thread.currentThread().getName();
            }));
        }

        // When
        Future<String> refused = pool.run(() -> "too much");

        // Then
        assertThat(refused.failed()).isTrue();
        assertThat(refused.cause())
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().type()).isEqualTo(ErrorType.UNAVAILABLE));
        release.countDown();
        List<String> threads = Future.join(accepted).await(10, TimeUnit.SECONDS).list();
        assertThat(threads).hasSize(8).allSatisfy(name -> assertThat(name).startsWith("bounded-"));
        await().untilAsserted(() ->
                assertThat(pool.run(() -> "again").await(1, TimeUnit.SECONDS)).isEqualTo("again"));
    }

    @Test
    void a_failed_computation_frees_its_place() {
        // Given
        BoundedPool pool = new BoundedPool(vertx, "failing", 1, 0);

        // When
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> pool.run(() -> {
                            throw new IllegalStateException("bad luck");
                        })
                        .await(10, TimeUnit.SECONDS));

        // Then
        await().untilAsserted(() ->
                assertThat(pool.run(() -> "next").await(1, TimeUnit.SECONDS)).isEqualTo("next"));
    }
}
