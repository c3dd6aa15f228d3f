package io.shopfleet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.shopfleet.testing.Shop;
import io.shopfleet.testing.Shop.Answer;
import io.shopfleet.testing.Shop.Person;
import io.shopfleet.testing.TestFleet;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("broker")
class IdempotencyIT {
    private static Shop shop;
    private static Person admin;
    private static Person buyer;

    @BeforeAll
    static void openTheShop() {
        shop = TestFleet.shared().shop();
        admin = shop.admin();
        buyer = shop.buyer();
    }

    @Test
    void one_key_from_a_hundred_connections_at_once_makes_one_order() throws Exception {
        long product = shop.product(admin, 1_000);
        String key = UUID.randomUUID().toString();
        Person lonely = shop.buyer();
        CountDownLatch together = new CountDownLatch(100);

        List<Answer> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(100)) {
            List<Future<Answer>> sent = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                sent.add(threads.submit(() -> {
                    together.countDown();
                    together.await();
                    return shop.order(lonely, product, 1)
                            .header("Idempotency-Key", key)
                            .send();
                }));
            }
            for (Future<Answer> answer : sent) {
                answers.add(answer.get());
            }
        }

        assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isEqualTo(202));
        assertThat(answers.stream()
                        .map(answer -> answer.json().get("id").asText())
                        .collect(Collectors.toSet()))
                .hasSize(1);
        assertThat(answers)
                .filteredOn(answer -> answer.header("idempotency-replayed") == null)
                .hasSize(1);
        assertThat(shop.call("listOrders", "GET", "/api/orders")
                        .as(lonely)
                        .send()
                        .json())
                .hasSize(1);
    }

    @Test
    void a_replay_is_the_first_answer_even_after_the_order_moved_on() {
        long product = shop.product(admin, 10);
        String key = UUID.randomUUID().toString();
        Answer first = shop.order(buyer, product, 1)
                .header("Idempotency-Key", key)
                .send()
                .expect(202);
        waitUntilSettled(first);

        Answer again =
                shop.order(buyer, product, 1).header("Idempotency-Key", key).send();

        again.expect(202);
        assertThat(again.header("idempotency-replayed")).isEqualTo("true");
        assertThat(again.json()).isEqualTo(first.json());
    }

    @Test
    void a_replay_of_a_request_that_waited_is_the_settled_answer() {
        long product = shop.product(admin, 10);
        String key = UUID.randomUUID().toString();
        Answer first = waited(product, key).expect(201);
        shop.call("cancelOrder", "POST", "/api/orders/" + first.json().get("id").asText() + "/cancel")
                .as(buyer)
                .send()
                .expect(200);

        Answer again = waited(product, key);

        again.expect(201);
        assertThat(again.header("idempotency-replayed")).isEqualTo("true");
        assertThat(again.json()).isEqualTo(first.json());
    }

    @Test
    void a_key_used_with_another_body_is_refused() {
        long product = shop.product(admin, 10);
        String key = UUID.randomUUID().toString();
        shop.order(buyer, product, 1).header("Idempotency-Key", key).send().expect(202);

        Answer other =
                shop.order(buyer, product, 2).header("Idempotency-Key", key).send();

        other.expect(422);
        assertThat(other.json().get("type").asText()).endsWith("idempotency-key-reused");
    }

    @Test
    void a_key_belongs_to_its_user() {
        long product = shop.product(admin, 10);
        String key = UUID.randomUUID().toString();
        Answer mine = shop.order(buyer, product, 1)
                .header("Idempotency-Key", key)
                .send()
                .expect(202);

        Answer theirs = shop.order(shop.buyer(), product, 1)
                .header("Idempotency-Key", key)
                .send()
                .expect(202);

        assertThat(theirs.header("idempotency-replayed")).isNull();
        assertThat(theirs.json().get("id")).isNotEqualTo(mine.json().get("id"));
    }

    private static Answer waited(long product, String key) {
        return shop.order(buyer, product, 1)
                .header("Idempotency-Key", key)
                .header("Prefer", "wait=10")
                .send();
    }

    private static void waitUntilSettled(Answer placed) {
        String id = placed.json().get("id").asText();
        org.awaitility.Awaitility.await()
                .until(() -> !shop.order(buyer, id).get("status").asText().equals("PENDING"));
    }
}
