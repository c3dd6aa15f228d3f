package io.shopfleet.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.shopfleet.gateway.Wire.Answer;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is sent, the answer is the right 4xx that names the field, and no service is asked. */
@SuppressWarnings("NullAway.Init")
class BadInputTest {
    private static final String ORDER = "0193b2f0-7a1e-7c55-9d3b-2f6f0a4c8e11";
    private static Wire wire;

    @BeforeAll
    static void start() throws Exception {
        wire = Wire.withKeys();
    }

    @AfterAll
    static void stop() throws Exception {
        wire.close();
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "POST | /api/users | {} | /email /full_name /password",
                "POST | /api/users | {\"email\":\"a@b.de\",\"full_name\":\"A\",\"password\":\"12345678\",\"role\":\"admin\"} | /role",
                "POST | /api/users | {\"email\":\"nobody\",\"full_name\":\" \",\"password\":\"short\"} | /email /full_name /password",
                "POST | /api/users | {\"email\":1,\"full_name\":null,\"password\":[]} | /email /full_name /password",
                "POST | /api/users | {\"email\":\"a@b.de\",\"email\":\"c@d.de\",\"full_name\":\"A\",\"password\":\"12345678\"} | /email",
                "POST | /api/users | {\"email\":\"a@b.de\\n\",\"full_name\":\"A\",\"password\":\"12345678\"} | /email",
                "PATCH | /api/users/7 | {} | ``",
                "PATCH | /api/users/7 | {\"is_active\":false} | /is_active",
                "PATCH | /api/users/0 | {\"full_name\":\"A\"} | /path/id",
                "POST | /api/users/validate | {\"user_id\":0} | /user_id",
                "POST | /api/users/validate | {\"user_id\":\"7\"} | /user_id",
                "POST | /api/users/validate | {\"user_id\":7.5} | /user_id",
                "POST | /api/users/validate | {\"user_id\":7.0} | /user_id",
                "POST | /api/users/validate | {\"user_id\":7e0} | /user_id",
                "POST | /api/users/validate | {\"user_id\":1e400} | /user_id",
                "POST | /api/users/validate | {\"user_id\":99999999999999999999} | /user_id",
                "POST | /api/users/validate | {\"user_id\":9223372036854775808} | /user_id",
                "POST | /api/users/validate | {\"user_id\":-1} | /user_id",
                "POST | /api/users/validate | {\"user_id\":null} | /user_id",
                "POST | /api/users/validate | {\"user_id\":true} | /user_id",
                "POST | /api/auth/login | {\"email\":\"a@b.de\"} | /password",
                "POST | /api/auth/refresh | {\"refresh_token\":\"\"} | /refresh_token",
                "POST | /api/auth/logout | {\"token\":\"x\"} | /refresh_token /token",
                "POST | /api/products | {\"sku\":\"-\",\"name\":\"\",\"price\":-1,\"currency\":\"eur\",\"on_hand\":-1} | /sku /name /price /currency /on_hand",
                "POST | /api/products | {\"sku\":\"A\",\"name\":\"A\",\"price\":\"1.00\",\"currency\":\"EUR\"} | /price",
                "POST | /api/products | {\"sku\":\"A\",\"name\":\"A\",\"price\":1e400,\"currency\":\"EUR\"} | /price",
                "POST | /api/products | {\"sku\":\"A\",\"name\":\"A\",\"price\":1e999999999,\"currency\":\"EUR\"} | /price",
                "POST | /api/products | {\"sku\":\"A\",\"name\":\"A\",\"price\":1000000000.01,\"currency\":\"EUR\"} | /price",
                "POST | /api/products | {\"sku\":\"A\",\"name\":\"A\",\"price\":NaN,\"currency\":\"EUR\"} | ``",
                "PATCH | /api/products/1 | {\"sku\":\"B\"} | /sku",
                "PATCH | /api/products/x | {\"name\":\"B\"} | /path/id",
                "POST | /api/products/1/stock | {\"delta\":0,\"reason\":\"x\"} | /delta",
                "POST | /api/products/1/stock | {\"delta\":1.5,\"reason\":\"x\"} | /delta",
                "POST | /api/products/1/stock | {\"delta\":1} | /reason",
                "POST | /api/orders | {\"items\":[]} | /items",
                "POST | /api/orders | {\"items\":{}} | /items",
                "POST | /api/orders | {\"items\":null} | /items",
                "POST | /api/orders | {\"items\":[1]} | /items/0",
                "POST | /api/orders | {\"items\":[{}]} | /items/0/product_id /items/0/quantity",
                "POST | /api/orders | {\"items\":[{\"product_id\":1,\"quantity\":0}]} | /items/0/quantity",
                "POST | /api/orders | {\"items\":[{\"product_id\":1,\"quantity\":1},{\"product_id\":-1,\"quantity\":1000001}]} | /items/1/product_id /items/1/quantity",
                "POST | /api/orders | {\"items\":[{\"product_id\":1,\"quantity\":1,\"price\":0.01}]} | /items/0/price",
                "POST | /api/orders | {\"items\":[{\"product_id\":1,\"quantity\":1,\"quantity\":2}]} | /items/0/quantity",
                "POST | /api/orders | {\"items\":[{\"product_id\":1,\"quantity\":1}],\"user_id\":8} | /user_id",
                "POST | /api/orders | [] | ``",
                "POST | /api/orders | null | ``",
                "POST | /api/orders | {\"items\":[ | ``",
                "POST | /api/orders | {} {} | ``"
            })
    void a_bad_body_is_refused_and_its_fields_are_named(String method, String path, String body, String pointers)
            throws Exception {
        Answer answer = wire.send(method, Wire.ADMIN, path, body);

        assertProblem(answer, 400, "invalid-request");
        assertThat(answer.pointers())
                .containsExactlyInAnyOrderElementsOf(pointers.isEmpty() ? List.of("") : List.of(pointers.split(" ")));
        assertThat(answer.reasons()).allSatisfy(reason -> assertThat(reason).isNotBlank());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/api/users?limit=0 | /query/limit",
                "/api/users?limit=101 | /query/limit",
                "/api/users?limit=ten | /query/limit",
                "/api/users?limit=1.0 | /query/limit",
                "/api/users?limit= | /query/limit",
                "/api/users?limit=1&limit=2 | /query/limit",
                "/api/users?limit=99999999999999999999 | /query/limit",
                "/api/users?after=-1 | /query/after",
                "/api/users?after=9223372036854775808 | /query/after",
                "/api/users?offset=1 | /query/offset",
                "/api/users?limit=0&after=x | /query/limit /query/after",
                "/api/users/abc | /path/id",
                "/api/users/01 | /path/id",
                "/api/users/0 | /path/id",
                "/api/users/99999999999999999999 | /path/id",
                "/api/users/7%0A | /path/id",
                "/api/products?query=a%00b | /query/query",
                "/api/products?query=a%0A | /query/query",
                "/api/products/-1 | /path/id",
                "/api/products/1/stock?x=1 | /query/x",
                "/api/orders?status=LOST | /query/status",
                "/api/orders?status=pending | /query/status",
                "/api/orders?after=7 | /query/after",
                "/api/orders/7 | /path/id",
                "/api/orders/urn:uuid:0193b2f0-7a1e-7c55-9d3b-2f6f0a4c8e11 | /path/id",
                "/api/orders/0193b2f0-7a1e-7c55-9d3b-2f6f0a4c8e1g/timeline | /path/id"
            })
    void a_bad_parameter_is_refused_and_named(String path, String pointers) throws Exception {
        Answer answer = wire.get(Wire.ADMIN, path);

        assertProblem(answer, 400, "invalid-request");
        assertThat(answer.pointers()).as(answer.text()).containsExactlyInAnyOrder(pointers.split(" "));
    }

    @Test
    void a_bad_idempotency_key_is_refused() throws Exception {
        String order = "{\"items\":[{\"product_id\":1,\"quantity\":1}]}";

        for (String[] headers : List.of(
                new String[] {"Idempotency-Key", "k".repeat(256)},
                new String[] {"Idempotency-Key", "two words"},
                new String[] {"Idempotency-Key", "a", "Idempotency-Key", "b"})) {
            Answer answer = wire.send("POST", Wire.BUYER, "/api/orders", order, headers);

            assertProblem(answer, 400, "invalid-request");
            assertThat(answer.pointers()).containsExactly("/header/Idempotency-Key");
        }
    }

    @Test
    void faults_of_parameters_and_body_are_told_together_but_no_more_than_twenty() throws Exception {
        String items = "{\"product_id\":0,\"quantity\":0},".repeat(50);
        Answer answer = wire.send(
                "POST", Wire.BUYER, "/api/orders?x=1", "{\"items\":[" + items + "{}]}", "Idempotency-Key", "two words");

        assertProblem(answer, 400, "invalid-request");
        assertThat(answer.pointers())
                .hasSize(20)
                .startsWith("/query/x", "/header/Idempotency-Key", "/items/0/product_id");
    }

    @Test
    void a_missing_body_is_refused() throws Exception {
        Answer answer = wire.send("POST", Wire.BUYER, "/api/orders", "");

        assertProblem(answer, 400, "invalid-request");
        assertThat(answer.reasons()).containsExactly("is required: send a JSON body");
    }

    @Test
    void bytes_that_are_not_utf8_are_refused() throws Exception {
        byte[] body = "{\"email\":\"\u00e9@b.de\",\"password\":\"x\"}".getBytes(StandardCharsets.ISO_8859_1);
        Answer answer = wire.send(
                "POST", "/api/auth/login", BodyPublishers.ofByteArray(body), "Content-Type", "application/json");

        assertProblem(answer, 400, "invalid-request");
        assertThat(answer.reasons()).containsExactly("is not valid UTF-8");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/jsonp",
                "application/xml",
                "application/json; charset=latin1",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "nonsense"
            })
    void a_body_of_another_media_type_is_refused(String type) throws Exception {
        Answer answer = wire.send("POST", "/api/auth/login", BodyPublishers.ofString("{}"), "Content-Type", type);

        assertProblem(answer, 415, "unsupported-media-type");
        assertThat(answer.header("Accept")).isEqualTo("application/json");
    }

    @Test
    void a_body_without_a_media_type_and_a_compressed_one_are_refused() throws Exception {
        assertProblem(
                wire.send("POST", "/api/auth/login", BodyPublishers.ofString("{}")), 415, "unsupported-media-type");
        assertProblem(
                wire.send("POST", "", "/api/auth/login", "{}", "Content-Encoding", "gzip"),
                415,
                "unsupported-media-type");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"APPLICATION/JSON", "application/json; charset=UTF-8", "application/json;charset=\"utf-8\""})
    void json_is_json_however_it_is_spelled(String type) throws Exception {
        Answer answer = wire.send("POST", "/api/auth/login", BodyPublishers.ofString("{}"), "Content-Type", type);

        assertProblem(answer, 400, "invalid-request");
    }

    @Test
    void a_body_over_64_kib_is_refused_whether_its_length_is_told_or_not() throws Exception {
        byte[] large = new byte[64 * 1024 + 1];
        Arrays.fill(large, (byte) ' ');
        byte[] limit = Arrays.copyOf(large, 64 * 1024);

        assertProblem(
                wire.send(
                        "POST",
                        "/api/auth/login",
                        BodyPublishers.ofByteArray(large),
                        "Content-Type",
                        "application/json"),
                413,
                "payload-too-large");
        assertProblem(
                wire.send(
                        "POST",
                        "/api/auth/login",
                        BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large)),
                        "Content-Type",
                        "application/json"),
                413,
                "payload-too-large");
        assertProblem(
                wire.send(
                        "POST",
                        "/api/auth/login",
                        BodyPublishers.ofByteArray(limit),
                        "Content-Type",
                        "application/json"),
                400,
                "invalid-request");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/nothing", "/api", "/api/", "/api/orders/" + ORDER + "/x", "/docs/../pom.xml", "/docs/none.js"})
    void an_unknown_path_is_not_found(String path) throws Exception {
        assertProblem(wire.get(Wire.ADMIN, path), 404, "not-found");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PUT | /api/orders | GET, HEAD, OPTIONS, POST",
                "DELETE | /api/orders/0193b2f0-7a1e-7c55-9d3b-2f6f0a4c8e11 | GET, HEAD, OPTIONS",
                "GET | /api/auth/login | OPTIONS, POST",
                "HEAD | /api/auth/login | OPTIONS, POST",
                "POST | /openapi.yaml | GET, HEAD, OPTIONS",
                "POST | / | GET, HEAD, OPTIONS"
            })
    void a_method_that_a_path_does_not_have_is_refused_with_those_it_has(String method, String path, String allow)
            throws Exception {
        Answer answer = wire.send(method, path, BodyPublishers.noBody());

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("Allow")).isEqualTo(allow);
        if (!method.equals("HEAD")) {
            assertProblem(answer, 405, "method-not-allowed");
        }
    }

    @Test
    void options_tells_the_methods() throws Exception {
        Answer answer = wire.send("OPTIONS", "/api/users/7", BodyPublishers.noBody());

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.header("Allow")).isEqualTo("DELETE, GET, HEAD, OPTIONS, PATCH");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"/api/orders/%zz | 400", "/api/products?query=%zz | 400", "/%00 | 404", "/api/users/%2e%2e | 404"})
    void a_path_that_cannot_be_decoded_is_no_fault_of_ours(String target, int status) throws Exception {
        String answer = wire.raw(
                "",
                "GET " + target + " HTTP/1.1",
                "Host: x",
                "Authorization: Bearer " + Wire.ADMIN,
                "Connection: close");

        assertThat(answer).startsWith("HTTP/1.1 " + status).contains("urn:shopfleet:problem:");
    }

    @Test
    void what_is_no_http_or_exceeds_its_bounds_is_refused_and_cut_off() throws Exception {
        assertThat(wire.raw("", "nonsense"))
                .startsWith("HTTP/1.0 400")
                .contains("urn:shopfleet:problem:invalid-request");
        assertThat(wire.raw("", "GET /" + "a".repeat(5_000) + " HTTP/1.1", "Host: x"))
                .startsWith("HTTP/1.0 414")
                .contains("urn:shopfleet:problem:uri-too-long");
        assertThat(wire.raw("", "GET / HTTP/1.1", "Host: x", "X: " + "a".repeat(20_000)))
                .startsWith("HTTP/1.1 431")
                .contains("about:blank", "application/problem+json");
    }

    @Test
    void a_body_that_breaks_off_in_the_middle_is_cut_off_and_never_served() throws Exception {
        assertThat(wire.raw(
                        "zz\r\n",
                        "POST /api/auth/login HTTP/1.1",
                        "Host: x",
                        "Content-Type: application/json",
                        "Transfer-Encoding: chunked",
                        "Connection: close"))
                .doesNotContain("HTTP/1.1 2", "HTTP/1.1 5");
        assertThat(wire.asked).isEmpty();
    }

    @Test
    void whoever_asks_before_sending_a_large_body_is_told_not_to() throws Exception {
        assertThat(wire.raw("", announced(70_000))).startsWith("HTTP/1.1 413");
        assertThat(wire.raw("{}", announced(2)))
                .startsWith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 400")
                .containsOnlyOnce("100 Continue");
    }

    private static String[] announced(int length) {
        return new String[] {
            "POST /api/auth/login HTTP/1.1",
            "Host: x",
            "Content-Type: application/json",
            "Expect: 100-continue",
            "Connection: close",
            "Content-Length: " + length
        };
    }

    private static void assertProblem(Answer answer, int status, String type) throws Exception {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.json().path("type").asText()).isEqualTo("urn:shopfleet:problem:" + type);
        assertThat(answer.json().path("status").asInt()).isEqualTo(status);
        assertThat(answer.json().path("title").asText()).isNotBlank();
        assertThat(answer.json().path("detail").asText()).isNotBlank();
        assertThat(answer.header("X-Request-Id")).isNotBlank();
        assertThat(answer.text()).doesNotContain("Exception", "io.vertx", "\tat ");
        assertThat(wire.asked).isEmpty();
    }
}
