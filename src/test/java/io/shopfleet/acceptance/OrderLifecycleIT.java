package io.shopfleet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.shopfleet.testing.Shop;
import io.shopfleet.testing.Shop.Answer;
import io.shopfleet.testing.Shop.Person;
import io.shopfleet.testing.TestFleet;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("broker")
class OrderLifecycleIT {
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
    void an_order_is_accepted_as_pending_and_settles_by_itself() {
        long product = shop.product(admin, 5);

        Answer placed = shop.order(buyer, product, 2).send().expect(202);

        assertThat(placed.json().get("status").asText()).isEqualTo("PENDING");
        String id = placed.json().get("id").asText();
        assertThat(placed.header("location")).isEqualTo("/api/orders/" + id);
        await().untilAsserted(() ->
                assertThat(shop.order(buyer, id).get("status").asText()).isEqualTo("CONFIRMED"));
        assertStock(product, 5, 2);
    }

    @Test
    void prices_and_names_are_the_shops_own_and_add_up() {
        long product = shop.product(admin, 5);

        JsonNode order = waited(shop.order(buyer, product, 3)).expect(201).json();

        JsonNode item = order.get("items").get(0);
        assertThat(item.get("unit_price").decimalValue()).isEqualByComparingTo("19.99");
        assertThat(item.get("line_total").decimalValue()).isEqualByComparingTo("59.97");
        assertThat(order.get("total").decimalValue()).isEqualByComparingTo("59.97");
        assertThat(order.get("currency").asText()).isEqualTo("EUR");
        assertThat(item.get("name").asText()).isEqualTo("A thing");
    }

    @Test
    void an_order_that_stock_cannot_serve_is_rejected_whole_and_names_the_lines() {
        long plenty = shop.product(admin, 10);
        long scarce = shop.product(admin, 1);

        JsonNode order = waited(shop.order(
                        buyer,
                        List.of(
                                Map.of("product_id", plenty, "quantity", 1L),
                                Map.of("product_id", scarce, "quantity", 2L))))
                .expect(201)
                .json();

        assertThat(order.get("status").asText()).isEqualTo("REJECTED");
        assertThat(order.get("reason").asText()).contains("wanted 2").contains("available 1");
        assertStock(plenty, 10, 0);
        assertStock(scarce, 1, 0);
    }

    @Test
    void two_lines_of_one_product_count_together() {
        long product = shop.product(admin, 3);

        JsonNode order = waited(shop.order(
                        buyer,
                        List.of(
                                Map.of("product_id", product, "quantity", 2L),
                                Map.of("product_id", product, "quantity", 2L))))
                .expect(201)
                .json();

        assertThat(order.get("status").asText()).isEqualTo("REJECTED");
        assertStock(product, 3, 0);
    }

    @Test
    void cancelling_a_confirmed_order_frees_its_stock() {
        long product = shop.product(admin, 4);
        String id = waited(shop.order(buyer, product, 4)).json().get("id").asText();
        assertStock(product, 4, 4);

        JsonNode cancelled =
                change("cancelOrder", "cancel", buyer, id).expect(200).json();

        assertThat(cancelled.get("status").asText()).isEqualTo("CANCELLED");
        await().untilAsserted(() -> assertStock(product, 4, 0));
    }

    @Test
    void an_order_cancelled_at_once_never_keeps_stock() {
        long product = shop.product(admin, 50);
        for (int i = 0; i < 20; i++) {
            String id = shop.order(buyer, product, 1)
                    .send()
                    .expect(202)
                    .json()
                    .get("id")
                    .asText();
            change("cancelOrder", "cancel", buyer, id).expect(200);
        }

        await().untilAsserted(() -> assertStock(product, 50, 0));
        await().during(Duration.ofMillis(300)).untilAsserted(() -> assertStock(product, 50, 0));
    }

    @Test
    void fulfilling_moves_the_stock_out_of_the_house() {
        long product = shop.product(admin, 4);
        String id = waited(shop.order(buyer, product, 3)).json().get("id").asText();

        change("fulfilOrder", "fulfil", admin, id).expect(200);

        await().untilAsserted(() -> assertStock(product, 1, 0));
        change("cancelOrder", "cancel", buyer, id).expect(409);
        change("fulfilOrder", "fulfil", admin, id).expect(409);
    }

    @Test
    void only_an_administrator_fulfils() {
        long product = shop.product(admin, 1);
        String id = waited(shop.order(buyer, product, 1)).json().get("id").asText();

        change("fulfilOrder", "fulfil", buyer, id).expect(403);

        assertThat(shop.order(buyer, id).get("status").asText()).isEqualTo("CONFIRMED");
    }

    @Test
    void another_users_order_is_as_unknown_as_one_that_does_not_exist() {
        long product = shop.product(admin, 1);
        String id = waited(shop.order(buyer, product, 1)).json().get("id").asText();
        Person stranger = shop.buyer();
        String nobodys = "01890a5d-ac96-774b-bcce-b302099a8057";

        for (String path : List.of("", "/timeline")) {
            String operation = path.isEmpty() ? "getOrder" : "getOrderTimeline";
            Answer others = shop.call(operation, "GET", "/api/orders/" + id + path)
                    .as(stranger)
                    .send()
                    .expect(404);
            Answer unknown = shop.call(operation, "GET", "/api/orders/" + nobodys + path)
                    .as(stranger)
                    .send()
                    .expect(404);
            assertThat(others.json()).isEqualTo(unknown.json());
        }
        change("cancelOrder", "cancel", stranger, id).expect(404);
        assertThat(shop.call("listOrders", "GET", "/api/orders")
                        .as(stranger)
                        .send()
                        .expect(200)
                        .json())
                .isEmpty();
    }

    @Test
    void the_timeline_tells_what_happened_and_who_did_it() {
        long product = shop.product(admin, 1);
        String id = waited(shop.order(buyer, product, 1)).json().get("id").asText();
        change("cancelOrder", "cancel", admin, id).expect(200);

        JsonNode steps = shop.call("getOrderTimeline", "GET", "/api/orders/" + id + "/timeline")
                .as(buyer)
                .send()
                .expect(200)
                .json();

        assertThat(StreamSupport.stream(steps.spliterator(), false)
                        .map(step -> step.get("status").asText() + " by "
                                + step.get("actor").asText()))
                .containsExactly(
                        "PENDING by user:" + buyer.id(),
                        "CONFIRMED by event:stock_reserved",
                        "CANCELLED by user:" + admin.id());
    }

    @Test
    void lists_come_newest_first_in_pages_that_link_to_the_next() {
        Person collector = shop.buyer();
        long product = shop.product(admin, 10);
        for (int i = 0; i < 5; i++) {
            waited(shop.order(collector, product, 1)).expect(201);
        }

        List<String> seen = new java.util.ArrayList<>();
        String path = "/api/orders?status=CONFIRMED&limit=2";
        while (path != null) {
            Answer page =
                    shop.call("listOrders", "GET", path).as(collector).send().expect(200);
            page.json().forEach(order -> seen.add(order.get("id").asText()));
            String link = page.header("link");
            path = link == null ? null : link.substring(link.indexOf('<') + 1, link.indexOf('>'));
        }

        assertThat(seen).hasSize(5).doesNotHaveDuplicates().isSortedAccordingTo((a, b) -> b.compareTo(a));
    }

    private static Answer waited(Shop.Call call) {
        return call.header("Prefer", "wait=10").send();
    }

    private static Answer change(String operation, String verb, Person who, String id) {
        return shop.call(operation, "POST", "/api/orders/" + id + "/" + verb)
                .as(who)
                .send();
    }

    private static void assertStock(long product, long onHand, long reserved) {
        JsonNode stock = shop.stock(admin, product);
        assertThat(stock.get("on_hand").asLong()).isEqualTo(onHand);
        assertThat(stock.get("reserved").asLong()).isEqualTo(reserved);
        assertThat(stock.get("available").asLong()).isEqualTo(onHand - reserved);
    }
}
