package io.shopfleet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.shopfleet.testing.Shop;
import io.shopfleet.testing.Shop.Answer;
import io.shopfleet.testing.Shop.Person;
import io.shopfleet.testing.TestFleet;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProductsIT {
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
    void a_new_product_is_on_sale_for_everybody_at_once() {
        String sku = sku();

        Answer created = create(sku, "Blue mug", "12.5", "EUR", 7).expect(201);

        JsonNode product = created.json();
        long id = product.get("id").asLong();
        assertThat(created.header("location")).isEqualTo("/api/products/" + id);
        assertThat(product.properties().stream().map(Map.Entry::getKey))
                .containsExactlyInAnyOrder("id", "sku", "name", "price", "currency", "available");
        assertThat(product.get("sku").asText()).isEqualTo(sku);
        assertThat(product.get("available").asLong()).isEqualTo(7);
        assertThat(get(id).expect(200).json()).isEqualTo(product);
        assertThat(search(sku)).containsExactly(id);
    }

    @ParameterizedTest
    @CsvSource({"12.5, EUR, 12.50", "0, EUR, 0.00", "1000000000, USD, 1000000000.00", "500, JPY, 500", "1.2, KWD, 1.200"
    })
    void a_price_has_exactly_the_decimals_of_its_currency(String price, String currency, String shown) {
        String body = create(sku(), "A thing", price, currency, 0)
                .expect(201)
                .response()
                .body();

        assertThat(body).contains("\"price\":" + shown + ",");
    }

    @Test
    void a_taken_sku_is_refused() {
        String sku = sku();
        create(sku, "First", "1", "EUR", 1).expect(201);

        Answer second = create(sku, "Second", "2", "EUR", 2).expect(409);

        assertProblem(second, "sku-taken", "/sku");
        assertThat(search(sku)).hasSize(1);
    }

    @Test
    void sku_and_currency_never_change_but_name_and_price_do() {
        long id = create(sku(), "Old name", "10.00", "EUR", 5)
                .expect(201)
                .json()
                .get("id")
                .asLong();
        JsonNode order = shop.order(buyer, id, 2)
                .header("Prefer", "wait=10")
                .send()
                .expect(201)
                .json();

        assertThat(change(id, "{\"price\":11.9}").expect(200).response().body()).contains("\"price\":11.90,");
        JsonNode changed = change(id, "{\"name\":\"New name\"}").expect(200).json();

        assertThat(changed.get("name").asText()).isEqualTo("New name");
        assertThat(changed.get("price").decimalValue()).isEqualByComparingTo("11.90");
        assertThat(changed.get("available").asLong()).isEqualTo(3);
        assertProblem(change(id, "{\"sku\":\"OTHER\"}").expect(400), "invalid-request", "/sku");
        assertProblem(change(id, "{\"currency\":\"USD\"}").expect(400), "invalid-request", "/currency");
        assertProblem(change(id, "{\"price\":1.999}").expect(400), "invalid-request", "/price");
        JsonNode item = shop.order(buyer, order.get("id").asText()).get("items").get(0);
        assertThat(item.get("name").asText()).isEqualTo("Old name");
        assertThat(item.get("unit_price").decimalValue()).isEqualByComparingTo("10.00");
    }

    @ParameterizedTest
    @CsvSource({"9.999, EUR, /price", "0.5, JPY, /price", "1, ABC, /currency", "1, XXX, /currency"})
    void a_price_that_nobody_could_pay_is_refused(String price, String currency, String pointer) {
        String sku = sku();

        assertProblem(create(sku, "A thing", price, currency, 1).expect(400), "invalid-request", pointer);

        assertThat(search(sku)).isEmpty();
    }

    @Test
    void words_find_products_by_their_beginnings_in_any_order_and_case() {
        String word = "zq" + UUID.randomUUID().toString().replace("-", "");
        long teapot = created(word + "a Glass-Teapot");
        long mug = created(word + "b glass mug (large)");

        assertThat(search(word)).containsExactly(teapot, mug);
        assertThat(search(word + "a")).containsExactly(teapot);
        assertThat(search("GLA " + word)).containsExactly(teapot, mug);
        assertThat(search(word + " teap")).containsExactly(teapot);
        assertThat(search("(large) " + word + "!")).containsExactly(mug);
        assertThat(search(word + " eapot")).isEmpty();
        assertThat(search(word + " saucer")).isEmpty();
    }

    @Test
    void lists_come_by_id_in_pages_that_link_to_the_next_and_keep_the_search() {
        String word = "zp" + UUID.randomUUID().toString().replace("-", "");
        List<Long> made = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            made.add(created("Page & more " + word));
        }

        List<Long> seen = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        String path = "/api/products?limit=2&query=" + word + "%20%26%20page";
        while (path != null) {
            Answer page = shop.call("listProducts", "GET", path).send().expect(200);
            page.json().forEach(product -> seen.add(product.get("id").asLong()));
            sizes.add(page.json().size());
            path = next(page);
        }

        assertThat(seen).isEqualTo(made);
        assertThat(sizes).containsExactly(2, 2, 1);
        Answer all = shop.call("listProducts", "GET", "/api/products?limit=3&after=" + made.get(1))
                .send()
                .expect(200);
        assertThat(all.json().findValuesAsText("id"))
                .containsExactlyElementsOf(
                        made.subList(2, 5).stream().map(String::valueOf).toList());
    }

    @Test
    void stock_moves_in_and_out_and_every_movement_is_kept() {
        long id = shop.product(admin, 10);

        assertStock(adjust(id, 5, "delivery").expect(200).json(), 15, 0);
        assertStock(adjust(id, -7, "broken").expect(200).json(), 8, 0);

        assertStock(shop.stock(admin, id), 8, 0);
        assertThat(get(id).json().get("available").asLong()).isEqualTo(8);
        assertThat(TestFleet.shared()
                        .database("inventory")
                        .rows("SELECT delta, reason, actor FROM movements WHERE product_id = ? ORDER BY id", id))
                .containsExactly(
                        Map.of("delta", 10L, "reason", "initial stock", "actor", "user:" + admin.id()),
                        Map.of("delta", 5L, "reason", "delivery", "actor", "user:" + admin.id()),
                        Map.of("delta", -7L, "reason", "broken", "actor", "user:" + admin.id()));
    }

    @Test
    void stock_never_falls_below_what_is_reserved() {
        long id = shop.product(admin, 10);
        shop.order(buyer, id, 4).header("Prefer", "wait=10").send().expect(201);

        assertProblem(adjust(id, -7, "lost").expect(409), "insufficient-stock", "/delta");
        assertStock(shop.stock(admin, id), 10, 4);
        assertStock(adjust(id, -6, "lost").expect(200).json(), 4, 4);
        assertProblem(adjust(id, -1, "lost").expect(409), "insufficient-stock", "/delta");
    }

    @ParameterizedTest
    @CsvSource({
        "createProduct, POST, /api/products, '{\"sku\":\"N\",\"name\":\"N\",\"price\":1,\"currency\":\"EUR\"}'",
        "changeProduct, PATCH, /api/products/{id}, '{\"price\":0}'",
        "adjustStock, POST, /api/products/{id}/stock, '{\"delta\":1,\"reason\":\"x\"}'",
        "getStock, GET, /api/products/{id}/stock, ''"
    })
    void only_administrators_run_the_store(String operation, String method, String path, String body) {
        long id = shop.product(admin, 3);
        JsonNode before = get(id).json();

        assertType(
                send(operation, method, path.replace("{id}", "" + id), body, buyer)
                        .expect(403),
                "forbidden");
        Answer anonymous = send(operation, method, path.replace("{id}", "" + id), body, null);

        assertType(anonymous.expect(401), "unauthenticated");
        assertThat(anonymous.header("www-authenticate")).isEqualTo("Bearer");
        assertThat(get(id).json()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({
        "getProduct, GET, '', ''",
        "changeProduct, PATCH, '', '{\"price\":1}'",
        "changeProduct, PATCH, '', '{\"name\":\"N\"}'",
        "adjustStock, POST, /stock, '{\"delta\":1,\"reason\":\"x\"}'",
        "getStock, GET, /stock, ''"
    })
    void a_product_that_does_not_exist_is_not_found(String operation, String method, String path, String body) {
        for (long id : new long[] {9_000_000_000L, Long.MAX_VALUE}) {
            Answer answer = send(operation, method, "/api/products/" + id + path, body, admin);

            assertType(answer.expect(404), "not-found");
        }
    }

    /** Where the next page of a list is; null after the last. */
    static @Nullable String next(Answer page) {
        String link = page.header("link");
        if (link == null) {
            return null;
        }
        assertThat(link).matches("<[^>]+>; rel=\"next\"");
        return link.substring(1, link.indexOf('>'));
    }

    private static Answer create(String sku, String name, String price, String currency, long onHand) {
        return shop.call("createProduct", "POST", "/api/products")
                .as(admin)
                .raw("""
                        {"sku":"%s","name":"%s","price":%s,"currency":"%s","on_hand":%d}""".formatted(sku, name, price, currency, onHand))
                .send();
    }

    private static long created(String name) {
        return create(sku(), name, "1", "EUR", 1).expect(201).json().get("id").asLong();
    }

    private static Answer get(long id) {
        return shop.call("getProduct", "GET", "/api/products/" + id).send();
    }

    private static Answer change(long id, String fields) {
        return send("changeProduct", "PATCH", "/api/products/" + id, fields, admin);
    }

    private static Answer adjust(long id, long delta, String reason) {
        return shop.call("adjustStock", "POST", "/api/products/" + id + "/stock")
                .as(admin)
                .body(Map.of("delta", delta, "reason", reason))
                .send();
    }

    private static Answer send(String operation, String method, String path, String body, @Nullable Person who) {
        Shop.Call call = shop.call(operation, method, path);
        if (who != null) {
            call = call.as(who);
        }
        return (body.isEmpty() ? call : call.raw(body)).send();
    }

    private static List<Long> search(String words) {
        String query = URLEncoder.encode(words, StandardCharsets.UTF_8);
        List<Long> found = new ArrayList<>();
        shop.call("listProducts", "GET", "/api/products?query=" + query)
                .send()
                .expect(200)
                .json()
                .forEach(product -> found.add(product.get("id").asLong()));
        return found;
    }

    private static String sku() {
        return "P-" + UUID.randomUUID();
    }

    private static void assertStock(JsonNode stock, long onHand, long reserved) {
        assertThat(stock.get("on_hand").asLong()).isEqualTo(onHand);
        assertThat(stock.get("reserved").asLong()).isEqualTo(reserved);
        assertThat(stock.get("available").asLong()).isEqualTo(onHand - reserved);
    }

    private static void assertType(Answer answer, String type) {
        assertThat(answer.json().get("type").asText()).isEqualTo("urn:shopfleet:problem:" + type);
    }

    private static void assertProblem(Answer answer, String type, String pointer) {
        assertType(answer, type);
        assertThat(ClosedBook.pointers(answer.json())).containsExactly(pointer);
    }
}
