package io.shopfleet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.shopfleet.invariants.InvariantChecker;
import io.shopfleet.invariants.Journal;
import io.shopfleet.testing.Shop;
import io.shopfleet.testing.Shop.Person;
import io.shopfleet.testing.TestFleet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("broker")
class OversellIT {
    private static final int BUYERS = 500;
    /** In a row; fewer on RabbitMQ, where the same code runs once more. */
    private static final int ROUNDS = "rabbitmq".equals(System.getProperty("shopfleet.broker")) ? 4 : 20;

    private static final Journal JOURNAL = new Journal();
    private static Shop shop;
    private static Person admin;
    private static List<Person> buyers;
    private static ExecutorService connections;

    @BeforeAll
    static void openTheShop() throws Exception {
        shop = TestFleet.shared().shop().unchecked();
        admin = shop.admin();
        connections = Executors.newFixedThreadPool(BUYERS);
        // A few at a time: the shop refuses sign-ins that would queue for long.
        try (ExecutorService queue = Executors.newFixedThreadPool(4)) {
            buyers = queue.invokeAll(Collections.nCopies(BUYERS, (Callable<Person>) () -> shop.buyer())).stream()
                    .map(Future::resultNow)
                    .toList();
        }
    }

    @AfterAll
    static void close() {
        connections.shutdownNow();
    }

    @Test
    void five_hundred_buyers_for_a_hundred_units() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            long product = shop.product(admin, 100);

            Map<String, Long> outcome = order(i -> List.of(line(product, 1)));

            assertThat(outcome).isEqualTo(Map.of("CONFIRMED", 100L, "REJECTED", 400L));
            assertStock(product, 100, 100);
        }
    }

    @Test
    void with_two_lines_of_the_same_product_in_each_order() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            long product = shop.product(admin, 200);

            Map<String, Long> outcome = order(i -> List.of(line(product, 1), line(product, 1)));

            assertThat(outcome).isEqualTo(Map.of("CONFIRMED", 100L, "REJECTED", 400L));
            assertStock(product, 200, 200);
        }
    }

    @Test
    void with_baskets_in_opposite_orders() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            long first = shop.product(admin, 100);
            long second = shop.product(admin, 100);

            Map<String, Long> outcome = order(i ->
                    i % 2 == 0 ? List.of(line(first, 1), line(second, 1)) : List.of(line(second, 1), line(first, 1)));

            assertThat(outcome).isEqualTo(Map.of("CONFIRMED", 100L, "REJECTED", 400L));
            assertStock(first, 100, 100);
            assertStock(second, 100, 100);
        }
    }

    @AfterAll
    static void every_invariant_holds() {
        TestFleet fleet = TestFleet.shared();
        InvariantChecker checker = new InvariantChecker(fleet.database("order"), fleet.database("inventory"), JOURNAL);
        Awaitility.await().untilAsserted(() -> assertThat(checker.checkAtRest()).isEmpty());
        assertThat(JOURNAL.accepted()).hasSize(3 * ROUNDS * BUYERS);
    }

    private static Map<String, Long> order(IntFunction<List<Map<String, Long>>> basket) throws Exception {
        return allAtOnce(i -> {
                    Person buyer = buyers.get(i);
                    JsonNode order = shop.order(buyer, basket.apply(i))
                            .header("Prefer", "wait=30")
                            .send()
                            .expect(201)
                            .json();
                    JOURNAL.accepted(order.get("id").asText(), buyer.id(), null);
                    JOURNAL.seen(
                            order.get("id").asText(),
                            buyer.id(),
                            order.get("user_id").asLong());
                    return order.get("status").asText();
                })
                .stream()
                .collect(Collectors.groupingBy(status -> status, Collectors.counting()));
    }

    private static <T> List<T> allAtOnce(IntFunction<T> task) throws Exception {
        List<Callable<T>> tasks = IntStream.range(0, BUYERS)
                .<Callable<T>>mapToObj(i -> () -> task.apply(i))
                .toList();
        List<T> results = new ArrayList<>();
        for (Future<T> result : connections.invokeAll(tasks)) {
            results.add(result.get());
        }
        return results;
    }

    private static Map<String, Long> line(long product, long quantity) {
        return Map.of("product_id", product, "quantity", quantity);
    }

    private static void assertStock(long product, long onHand, long reserved) {
        JsonNode stock = shop.stock(admin, product);
        assertThat(stock.get("on_hand").asLong()).isEqualTo(onHand);
        assertThat(stock.get("reserved").asLong()).isEqualTo(reserved);
    }
}
