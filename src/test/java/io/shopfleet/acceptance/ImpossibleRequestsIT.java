package io.shopfleet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.shopfleet.testing.Shop;
import io.shopfleet.testing.Shop.Answer;
import io.shopfleet.testing.Shop.Person;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are well formed and cannot be met: refused with the right reason, and nothing is half done. */
class ImpossibleRequestsIT {
    private static final ClosedBook BOOK = ClosedBook.shared();
    private static final String NOBODYS = "01890a5d-ac96-774b-bcce-b302099a8057";
    private static final Shop SHOP = BOOK.shop();
    private static final Person ADMIN = BOOK.admin();
    private static final Person BUYER = BOOK.buyer();
    private static final long PRODUCT = BOOK.product();

    @AfterEach
    void nothing_is_half_done() {
        BOOK.assertUntouched();
    }

    @Test
    void an_unknown_product_is_named_by_its_line() throws Exception {
        Answer answer = SHOP.order(BUYER, List.of(line(PRODUCT, 1), line(4_711, 1), line(PRODUCT, 2), line(815, 1)))
                .header("Idempotency-Key", "unknown-product")
                .header("Prefer", "wait=5")
                .send();

        assertThat(refused(answer, 422, "unknown-product"))
                .containsExactly("/items/1/product_id", "/items/3/product_id");
    }

    @Test
    void the_largest_product_id_is_just_unknown() throws Exception {
        Answer answer = SHOP.order(BUYER, Long.MAX_VALUE, 1).send();

        assertThat(refused(answer, 422, "unknown-product")).containsExactly("/items/0/product_id");
    }

    @Test
    void more_than_a_million_of_a_product_is_refused_also_over_several_lines() throws Exception {
        Answer oneLine = SHOP.order(BUYER, PRODUCT, 1_000_001).send();
        Answer twoLines = SHOP.order(BUYER, List.of(line(PRODUCT, 1_000_000), line(PRODUCT, 1)))
                .send();

        assertThat(refused(oneLine, 400, "invalid-request")).containsExactly("/items/0/quantity");
        assertThat(refused(twoLines, 400, "invalid-request")).containsExactly("/items");
    }

    @Test
    void more_than_a_hundred_lines_are_refused() throws Exception {
        List<Map<String, Long>> items = new ArrayList<>();
        for (int i = 0; i <= 100; i++) {
            items.add(line(PRODUCT, 1));
        }

        assertThat(refused(SHOP.order(BUYER, items).send(), 400, "invalid-request"))
                .containsExactly("/items");
    }

    @ParameterizedTest
    @CsvSource({
        "REJECTED, cancelOrder, cancel",
        "CANCELLED, cancelOrder, cancel",
        "FULFILLED, cancelOrder, cancel",
        "REJECTED, fulfilOrder, fulfil",
        "CANCELLED, fulfilOrder, fulfil",
        "FULFILLED, fulfilOrder, fulfil"
    })
    void a_forbidden_transition_is_refused(String status, String operation, String verb) throws Exception {
        Answer answer = SHOP.call(operation, "POST", "/api/orders/" + BOOK.order(status) + "/" + verb)
                .as(ADMIN)
                .send();

        refused(answer, 409, "invalid-transition");
        assertThat(answer.json().get("detail").asText()).contains(status);
    }

    @ParameterizedTest
    @CsvSource({
        "getOrder, GET, ''",
        "getOrderTimeline, GET, /timeline",
        "cancelOrder, POST, /cancel",
        "fulfilOrder, POST, /fulfil"
    })
    void an_order_that_does_not_exist_is_not_found(String operation, String method, String path) throws Exception {
        for (String id :
                List.of(NOBODYS, "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff")) {
            Answer answer = SHOP.call(operation, method, "/api/orders/" + id + path)
                    .as(ADMIN)
                    .send();

            refused(answer, 404, "not-found");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONFIRMED", "REJECTED", "FULFILLED"})
    void a_buyer_cannot_fulfil_whatever_the_state(String status) throws Exception {
        Answer answer = SHOP.call("fulfilOrder", "POST", "/api/orders/" + BOOK.order(status) + "/fulfil")
                .as(BUYER)
                .send();

        refused(answer, 403, "forbidden");
    }

    @Test
    void stock_below_what_is_reserved_is_refused() throws Exception {
        long onHand = SHOP.stock(ADMIN, PRODUCT).get("on_hand").asLong();
        Answer answer = SHOP.call("adjustStock", "POST", "/api/products/" + PRODUCT + "/stock")
                .as(ADMIN)
                .body(Map.of("delta", -onHand, "reason", "shrinkage"))
                .send();

        assertThat(refused(answer, 409, "insufficient-stock")).containsExactly("/delta");
    }

    @ParameterizedTest
    @CsvSource({
        "price, 9.999, EUR, /price",
        "price, 0.001, EUR, /price",
        "price, 1.5, JPY, /price",
        "price, 1, ABC, /currency",
        "price, 1, XXX, /currency",
        "price, 1, XAU, /currency"
    })
    void a_price_that_its_currency_cannot_have_is_refused(String field, String price, String currency, String pointer)
            throws Exception {
        Answer answer = SHOP.call("createProduct", "POST", "/api/products")
                .as(ADMIN)
                .raw("{\"sku\":\"N\",\"name\":\"N\",\"" + field + "\":" + price + ",\"currency\":\"" + currency + "\"}")
                .send();

        assertThat(refused(answer, 400, "invalid-request")).containsExactly(pointer);
    }

    @Test
    void taken_names_are_refused() throws Exception {
        String sku = SHOP.call("getProduct", "GET", "/api/products/" + PRODUCT)
                .send()
                .json()
                .get("sku")
                .asText();
        Answer product = SHOP.call("createProduct", "POST", "/api/products")
                .as(ADMIN)
                .body(Map.of("sku", sku, "name", "Another", "price", 1, "currency", "EUR", "on_hand", 7))
                .send();
        Answer user = SHOP.call("registerUser", "POST", "/api/users")
                .body(Map.of("email", BUYER.email(), "full_name", "Another", "password", "another one's pass phrase"))
                .send();
        Answer change = SHOP.call("changeUser", "PATCH", "/api/users/" + BUYER.id())
                .as(BUYER)
                .body(Map.of("email", ADMIN.email(), "full_name", "Another"))
                .send();

        assertThat(refused(product, 409, "sku-taken")).containsExactly("/sku");
        assertThat(refused(user, 409, "email-taken")).containsExactly("/email");
        assertThat(refused(change, 409, "email-taken")).containsExactly("/email");
    }

    @Test
    void the_last_administrator_cannot_leave() throws Exception {
        Answer answer = SHOP.call("deactivateUser", "DELETE", "/api/users/" + ADMIN.id())
                .as(ADMIN)
                .send();

        refused(answer, 403, "forbidden");
    }

    private static List<String> refused(Answer answer, int status, String type) throws Exception {
        JsonNode problem = ClosedBook.assertProblem(answer.response(), status, type);
        return ClosedBook.pointers(problem);
    }

    private static Map<String, Long> line(long product, long quantity) {
        return Map.of("product_id", product, "quantity", quantity);
    }
}
