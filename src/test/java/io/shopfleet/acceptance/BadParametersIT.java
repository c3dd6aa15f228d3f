package io.shopfleet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.shopfleet.acceptance.ClosedBook.Request;
import io.shopfleet.testing.Shop.Person;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bad paths, queries and headers, and what is hardly HTTP. */
class BadParametersIT {
    private static final ClosedBook BOOK = ClosedBook.shared();

    @AfterEach
    void nothing_is_half_done() {
        BOOK.assertUntouched();
    }

    @ParameterizedTest
    @CsvSource({
        "getUser, GET, /api/users/{id}, ''",
        "changeUser, PATCH, /api/users/{id}, '{\"full_name\":\"Other\"}'",
        "deactivateUser, DELETE, /api/users/{id}, ''",
        "getProduct, GET, /api/products/{id}, ''",
        "changeProduct, PATCH, /api/products/{id}, '{\"name\":\"Other\"}'",
        "getStock, GET, /api/products/{id}/stock, ''",
        "adjustStock, POST, /api/products/{id}/stock, '{\"delta\":1,\"reason\":\"delivery\"}'",
        "getOrder, GET, /api/orders/{id}, ''",
        "getOrderTimeline, GET, /api/orders/{id}/timeline, ''",
        "cancelOrder, POST, /api/orders/{id}/cancel, ''",
        "fulfilOrder, POST, /api/orders/{id}/fulfil, ''"
    })
    void a_bad_id_in_the_path_is_named(String operation, String method, String path, String body) {
        assertThat(List.of(
                        "0",
                        "-1",
                        "abc",
                        "1.0",
                        "1e0",
                        "01",
                        "0x1",
                        "+1",
                        "%201",
                        "1%00",
                        "1%0A",
                        "%C2%B2",
                        "99999999999999999999",
                        "9223372036854775808",
                        "9".repeat(1_000),
                        "1;DROP%20TABLE%20users",
                        "0193b2f0-7a1e-7c55-9d3b-2f6f0a4c8e1g"))
                .allSatisfy(id -> {
                    var answer = send(operation, method, path.replace("{id}", id), body);

                    assertThat(ClosedBook.pointers(ClosedBook.assertProblem(answer, 400, "invalid-request")))
                            .containsExactly("/path/id");
                });
    }

    @ParameterizedTest
    @CsvSource({"listUsers, /api/users", "listProducts, /api/products", "listOrders, /api/orders"})
    void a_bad_page_is_refused_and_named(String operation, String path) {
        Map<String, String> queries = new TreeMap<>(Map.of("limit=0&after=x", "limit after", "offset=3", "offset"));
        for (String limit : List.of("0", "101", "-1", "abc", "1.0", "", "99999999999999999999", "1&limit=2")) {
            queries.put("limit=" + limit, "limit");
        }
        for (String after : List.of("abc", "-1", "1.5", "", "99999999999999999999", "%00", "1%27--")) {
            queries.put("after=" + after, "after");
        }

        assertThat(queries.entrySet()).allSatisfy(bad -> {
            var answer = send(operation, "GET", path + "?" + bad.getKey(), "");

            assertThat(ClosedBook.pointers(ClosedBook.assertProblem(answer, 400, "invalid-request")))
                    .containsExactlyInAnyOrder(prefixed(bad.getValue()));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"LOST", "pending", "", "PENDING,CONFIRMED", "PENDING&status=CONFIRMED", "%00", "1"})
    void a_bad_status_is_refused_and_named(String status) throws Exception {
        var answer = send("listOrders", "GET", "/api/orders?status=" + status, "");

        assertThat(ClosedBook.pointers(ClosedBook.assertProblem(answer, 400, "invalid-request")))
                .containsExactly("/query/status");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a%00b", "a%0Ab", "%ED%A0%80%00"})
    void a_bad_search_is_refused_and_named(String query) throws Exception {
        var answer = send("listProducts", "GET", "/api/products?query=" + query, "");

        assertThat(ClosedBook.pointers(ClosedBook.assertProblem(answer, 400, "invalid-request")))
                .containsExactly("/query/query");
        var tooLong = send("listProducts", "GET", "/api/products?query=" + "x".repeat(101), "");
        assertThat(ClosedBook.pointers(ClosedBook.assertProblem(tooLong, 400, "invalid-request")))
                .containsExactly("/query/query");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%26%20%7C%20!",
                "'%3B--",
                ":*",
                "%5C",
                "%25",
                "(",
                "a:*b",
                "%F0%9F%98%80",
                "%C3%9F",
                "NaN",
                "null",
                "1.5"
            })
    void a_search_for_anything_else_is_just_a_search(String query) throws Exception {
        var answer = send("listProducts", "GET", "/api/products?query=" + query, "");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    @Test
    void a_bad_idempotency_key_is_refused_and_named() throws Exception {
        for (String key :
                List.of("k".repeat(256), "two words", "", "caf\u00e9", "a\u0001b", "a\r\nIdempotency-Key: b")) {
            String answer = BOOK.raw(order(), head("Idempotency-Key: " + key));

            assertThat(answer).as(key).startsWith("HTTP/1.1 400").contains("application/problem+json");
            ClosedBook.assertNoInsides(answer);
        }
        assertThat(BOOK.raw(order(), head("Idempotency-Key: two words"))).contains("\"/header/Idempotency-Key\"");
        assertThat(BOOK.raw(order(), head("Idempotency-Key: a\r\nIdempotency-Key: b")))
                .contains("\"/header/Idempotency-Key\"");
    }

    @Test
    void what_is_hardly_http_is_refused_and_never_served() throws Exception {
        String bearer = "Authorization: Bearer " + BOOK.buyer().token();
        String json = "Content-Type: application/json";
        List<String> answers = new ArrayList<>();
        answers.add(BOOK.raw("", "nonsense"));
        answers.add(BOOK.raw("", "POST /api/orders HTTP/1.1", "Host: x", "Idempotency-Key: a\0b", bearer));
        answers.add(BOOK.raw("", "GET /api/orders/%zz HTTP/1.1", "Host: x", bearer, "Connection: close"));
        answers.add(BOOK.raw("", "GET /api/products?query=%zz HTTP/1.1", "Host: x", "Connection: close"));
        answers.add(BOOK.raw("", "GET /api/users/%00 HTTP/1.1", "Host: x", bearer, "Connection: close"));
        // Two lengths, and a length beside chunks: what another server in between would read differently.
        answers.add(BOOK.raw(order(), head("Content-Length: 1")));
        answers.add(BOOK.raw("0\r\n\r\n" + order(), head("Transfer-Encoding: chunked")));
        answers.add(BOOK.raw(
                "zz\r\n",
                "POST /api/orders HTTP/1.1",
                "Host: x",
                json,
                bearer,
                "Transfer-Encoding: chunked",
                "Connection: close"));
        // The client promises more than it sends.
        answers.add(BOOK.raw(
                order(),
                "POST /api/orders HTTP/1.1",
                "Host: x",
                json,
                bearer,
                "Connection: close",
                "Content-Length: 900"));
        answers.add(BOOK.raw("", "GET /" + "a".repeat(9_000) + " HTTP/1.1", "Host: x"));
        answers.add(BOOK.raw("", "GET /api/products HTTP/1.1", "Host: x", "X: " + "a".repeat(20_000)));

        assertThat(answers).allSatisfy(answer -> {
            // Nothing at all is an answer too: the connection was closed.
            assertThat(answer).doesNotContainPattern("^HTTP/1.. [1235]");
            ClosedBook.assertNoInsides(answer);
        });
        assertThat(answers.getFirst()).startsWith("HTTP/1.0 400");
    }

    private static HttpResponse<String> send(String operation, String method, String path, String body)
            throws IOException, InterruptedException {
        Person admin = BOOK.admin();
        return BOOK.send(new Request(
                operation,
                method,
                path,
                Buffer.buffer(body),
                true,
                Map.of("Authorization", "Bearer " + admin.token(), "Content-Type", "application/json")));
    }

    private static String order() {
        return "{\"items\":[{\"product_id\":" + BOOK.product() + ",\"quantity\":1}]}";
    }

    private static String[] head(String header) {
        return new String[] {
            "POST /api/orders HTTP/1.1",
            "Host: x",
            "Connection: close",
            "Content-Type: application/json",
            "Authorization: Bearer " + BOOK.buyer().token(),
            "Content-Length: " + order().length(),
            header
        };
    }

    private static String[] prefixed(String names) {
        List<String> pointers = new ArrayList<>();
        for (String name : names.split(" ", -1)) {
            pointers.add("/query/" + name);
        }
        return pointers.toArray(String[]::new);
    }
}
