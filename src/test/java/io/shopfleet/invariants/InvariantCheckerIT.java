package io.shopfleet.invariants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.shopfleet.invariants.InvariantChecker.Violation;
import io.shopfleet.testing.Shop;
import io.shopfleet.testing.Shop.Person;
import io.shopfleet.testing.TestDatabase;
import io.shopfleet.testing.TestFleet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Shows that the checker bites: each test plants a bug, as a trigger under the running fleet, lets buyers shop, and
 * expects the checker to name the invariant that the bug breaks.
 */
class InvariantCheckerIT {
    private static TestFleet fleet;
    private static Shop shop;
    private static Person admin;
    private static Person buyer;

    private Journal journal;
    private InvariantChecker checker;
    private long product;

    @BeforeAll
    static void openTheShop() {
        fleet = TestFleet.start(Map.of());
        shop = fleet.shop();
        admin = shop.admin();
        buyer = shop.buyer();
    }

    @AfterAll
    static void close() {
        fleet.close();
    }

    @BeforeEach
    void cleanHouse() {
        journal = new Journal();
        checker = new InvariantChecker(orders(), inventory(), journal);
        product = shop.product(admin, 100);
        shopAround();
        await().untilAsserted(() -> assertThat(checker.checkAtRest()).isEmpty());
    }

    @AfterEach
    void tidyUp() {
        for (TestDatabase database : List.of(orders(), inventory())) {
            database.run("DROP FUNCTION IF EXISTS planted_bug() CASCADE");
        }
        orders().run("TRUNCATE orders, idempotency_keys, outbox");
        inventory().run("TRUNCATE reservations, movements, outbox");
        inventory().run("TRUNCATE products CASCADE");
    }

    @Test
    void reserving_without_counting_breaks_1() {
        plant(inventory(), "BEFORE UPDATE ON stock", "NEW.reserved = OLD.reserved; RETURN NEW;");

        shopAround();

        assertBroken(1);
    }

    @Test
    void moving_stock_without_a_movement_breaks_1() {
        plant(inventory(), "BEFORE INSERT ON movements", "RETURN NULL;");

        shop.call("adjustStock", "POST", "/api/products/" + product + "/stock")
                .as(admin)
                .body(Map.of("delta", 5, "reason", "found some"))
                .send()
                .expect(200);

        assertBroken(1);
    }

    @Test
    void losing_an_accepted_order_breaks_2() {
        plant(orders(), "AFTER UPDATE ON orders", "DELETE FROM orders WHERE id = NEW.id; RETURN NULL;");

        shopAround();

        assertBroken(2);
    }

    @Test
    void an_outbox_that_forgets_leaves_orders_pending_and_breaks_2() {
        plant(orders(), "BEFORE INSERT ON outbox", "RETURN NULL;");

        shopAround();

        assertBroken(2);
    }

    @Test
    void a_reservation_that_is_let_go_behind_its_orders_back_breaks_3() {
        plant(inventory(), "BEFORE INSERT ON reservations", "NEW.state = 'RELEASED'; RETURN NEW;");

        shopAround();

        assertBroken(3);
    }

    @Test
    void applying_an_event_twice_breaks_3() {
        plant(orders(), "BEFORE UPDATE ON orders", "NEW.timeline = NEW.timeline || (NEW.timeline -> -1); RETURN NEW;");

        shopAround();

        assertBroken(3);
    }

    @Test
    void a_key_that_is_not_remembered_makes_two_orders_and_breaks_4() {
        plant(orders(), "BEFORE INSERT ON idempotency_keys", "NEW.key = gen_random_uuid()::text; RETURN NEW;");

        String key = UUID.randomUUID().toString();
        place(key);
        place(key);

        assertBroken(4);
    }

    @Test
    void an_order_in_the_wrong_name_breaks_5() {
        Person stranger = shop.buyer();
        plant(orders(), "BEFORE INSERT ON orders", "NEW.user_id = " + stranger.id() + "; RETURN NEW;");

        place(null);
        shop.call("listOrders", "GET", "/api/orders")
                .as(stranger)
                .send()
                .json()
                .forEach(order -> journal.seen(
                        order.get("id").asText(),
                        stranger.id(),
                        order.get("user_id").asLong()));

        assertBroken(5);
    }

    @Test
    void showing_somebody_elses_order_breaks_5() {
        journal.seen(UUID.randomUUID().toString(), buyer.id(), buyer.id() + 1);

        assertBroken(5);
    }

    private void shopAround() {
        for (int i = 0; i < 5; i++) {
            place(null);
        }
        place(UUID.randomUUID().toString());
    }

    private void place(@org.jspecify.annotations.Nullable String key) {
        Shop.Call call = shop.order(buyer, product, 1).header("Prefer", "wait=1");
        JsonNode order = (key == null ? call : call.header("Idempotency-Key", key))
                .send()
                .json();
        // A planted bug may spoil the answer; what was not promised is not in the journal.
        if (order.has("id")) {
            journal.accepted(order.get("id").asText(), buyer.id(), key);
        }
    }

    private void assertBroken(int invariant) {
        await().untilAsserted(() -> assertThat(
                        checker.checkAtRest().stream().map(Violation::invariant).collect(Collectors.toSet()))
                .contains(invariant));
    }

    private static void plant(TestDatabase database, String when, String body) {
        database.run("CREATE FUNCTION planted_bug() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN " + body + " END $$");
        database.run("CREATE TRIGGER planted_bug " + when + " FOR EACH ROW EXECUTE FUNCTION planted_bug()");
    }

    private static TestDatabase orders() {
        return fleet.database("order");
    }

    private static TestDatabase inventory() {
        return fleet.database("inventory");
    }
}
