package io.shopfleet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shopfleet.invariants.InvariantChecker;
import io.shopfleet.invariants.Journal;
import io.shopfleet.testing.Shop;
import io.shopfleet.testing.Shop.Person;
import io.shopfleet.testing.TestFleet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is stuck finishes by itself. Each test has a fleet and a broker of its own. */
@Tag("broker")
@SuppressWarnings("NullAway.Init") // each test opens its own
class SelfHealingIT {
    private static final Map<String, String> QUICK =
            Map.of("ORDER_NUDGE_AFTER", "500ms", "ORDER_RECONCILE_EVERY", "100ms");

    private TestFleet fleet;
    private Shop shop;
    private Person admin;
    private Person buyer;

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void orders_placed_while_the_broker_is_away_settle_when_it_is_back() {
        open(QUICK);
        long product = shop.product(admin, 100);
        fleet.broker().stop();

        List<String> ids = place(product, 20);

        assertThat(ids).allSatisfy(id -> assertStatus(id, "PENDING"));
        fleet.broker().start();
        assertAllSettle(ids, "CONFIRMED");
        assertInvariants();
    }

    @Test
    void orders_settle_after_the_broker_came_back_empty() {
        open(QUICK);
        long product = shop.product(admin, 100);
        shop.order(buyer, product, 1).header("Prefer", "wait=20").send().expect(201);
        for (int round = 0; round < 3; round++) {
            List<String> ids = place(product, 5);
            fleet.broker().startEmpty();
            ids.addAll(place(product, 5));

            assertAllSettle(ids, "CONFIRMED");
        }
        assertInvariants();
    }

    @Test
    void a_cancellation_that_the_broker_lost_still_frees_the_stock() {
        open(QUICK);
        long product = shop.product(admin, 10);
        String id = shop.order(buyer, product, 10)
                .header("Prefer", "wait=20")
                .send()
                .expect(201)
                .json()
                .get("id")
                .asText();
        // The event is relayed into a queue that is then lost: nobody consumes while the inventory's queue is unbound.
        fleet.database("order")
                .run("CREATE FUNCTION lose() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$");
        fleet.database("order").run("CREATE TRIGGER lose BEFORE INSERT ON outbox FOR EACH ROW EXECUTE FUNCTION lose()");
        shop.call("cancelOrder", "POST", "/api/orders/" + id + "/cancel")
                .as(buyer)
                .send()
                .expect(200);
        fleet.database("order").run("DROP FUNCTION lose() CASCADE");
        assertThat(shop.stock(admin, product).get("reserved").asLong()).isEqualTo(10);

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(
                                shop.stock(admin, product).get("reserved").asLong())
                        .isZero());
        assertInvariants();
    }

    @Test
    void an_order_that_inventory_never_answers_is_cancelled_after_the_timeout() {
        open(Map.of("ORDER_TIMEOUT", "2s", "ORDER_RECONCILE_EVERY", "100ms", "ORDER_NUDGE_AFTER", "3s"));
        long product = shop.product(admin, 10);
        fleet.broker().stop();

        List<String> ids = place(product, 3);

        assertAllSettle(ids, "CANCELLED");
        assertThat(shop.order(buyer, ids.getFirst()).get("reason").asText()).contains("did not answer");
        fleet.broker().start();
        await().untilAsserted(() -> assertThat(fleet.database("order").number("SELECT count(*) FROM outbox"))
                .isZero());
        await().untilAsserted(() ->
                assertThat(shop.stock(admin, product).get("reserved").asLong()).isZero());
        // The broker came back empty: the cancellations may be lost, and then inventory is told again.
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(fleet.database("inventory")
                                .number("SELECT count(*) FROM reservations WHERE state = 'RELEASED'"))
                        .isEqualTo(3));
        assertInvariants();
    }

    @Test
    void a_confirmed_order_that_nobody_fulfils_expires_and_frees_its_stock() {
        open(Map.of("ORDER_CONFIRMED_EXPIRY", "1m", "ORDER_RECONCILE_EVERY", "100ms"));
        long product = shop.product(admin, 10);
        String id = shop.order(buyer, product, 10)
                .header("Prefer", "wait=20")
                .send()
                .expect(201)
                .json()
                .get("id")
                .asText();
        // Ids tell the time an order was placed: this one becomes two minutes old.
        long twoMinutesAgo = System.currentTimeMillis() - 120_000;
        String old = String.format("%08x-%04x-7000-8000-000000000000", twoMinutesAgo >>> 16, twoMinutesAgo & 0xffff);
        fleet.database("order").run("UPDATE orders SET id = ?::uuid WHERE id = ?::uuid", old, id);
        fleet.database("inventory").run("UPDATE reservations SET order_id = ?::uuid WHERE order_id = ?::uuid", old, id);

        await().untilAsserted(() -> assertStatus(old, "CANCELLED"));
        await().untilAsserted(() ->
                assertThat(shop.stock(admin, product).get("reserved").asLong()).isZero());
    }

    @Test
    void everything_is_still_there_after_a_restart() {
        open(Map.of());
        long product = shop.product(admin, 10);
        List<String> ids = place(product, 5);

        fleet.restart();
        shop = fleet.shop();

        assertAllSettle(ids, "CONFIRMED");
        assertThat(shop.stock(admin, product).get("reserved").asLong()).isEqualTo(5);
        assertInvariants();
    }

    private void open(Map<String, String> settings) {
        fleet = TestFleet.start(settings);
        shop = fleet.shop();
        admin = shop.admin();
        buyer = shop.buyer();
    }

    private List<String> place(long product, int count) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add(shop.order(buyer, product, 1)
                    .send()
                    .expect(202)
                    .json()
                    .get("id")
                    .asText());
        }
        return ids;
    }

    private void assertStatus(String id, String status) {
        assertThat(shop.order(buyer, id).get("status").asText()).isEqualTo(status);
    }

    private void assertAllSettle(List<String> ids, String status) {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(ids).allSatisfy(id -> assertStatus(id, status)));
    }

    private void assertInvariants() {
        InvariantChecker checker =
                new InvariantChecker(fleet.database("order"), fleet.database("inventory"), new Journal());
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(checker.checkAtRest()).isEmpty());
    }
}
