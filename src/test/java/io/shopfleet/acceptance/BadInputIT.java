package io.shopfleet.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.shopfleet.acceptance.BadBodies.BadBody;
import io.shopfleet.acceptance.ClosedBook.Request;
import io.shopfleet.testing.Shop.Person;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operation that takes a body refuses every bad one, names the field, and leaves everything as it was. */
class BadInputIT {
    private static final ClosedBook BOOK = ClosedBook.shared();
    private static final int LIMIT = 64 * 1024;

    @AfterEach
    void nothing_is_half_done() {
        BOOK.assertUntouched();
    }

    @Test
    void the_table_below_has_every_operation_with_a_body() throws IOException {
        try (InputStream in = BadInputIT.class.getResourceAsStream("/openapi/shopfleet.yaml")) {
            String contract = new String(Objects.requireNonNull(in).readAllBytes(), UTF_8);
            List<String> withBody = new ArrayList<>();
            for (String operation : contract.split("operationId: ", -1)) {
                if (operation.contains("requestBody:")) {
                    withBody.add(operation.lines().findFirst().orElseThrow());
                }
            }

            assertThat(operations().map(Operation::id)).containsExactlyInAnyOrderElementsOf(withBody);
        }
    }

    @ParameterizedTest
    @MethodSource("operations")
    void a_bad_field_is_named(Operation operation) {
        List<BadBody> bodies = BadBodies.of(operation.body(), operation.isChange());

        assertThat(bodies)
                .allSatisfy(bad -> assertInvalid(operation.request(buffer(bad.text())), bad.pointer(), bad.fault()));
    }

    @ParameterizedTest
    @MethodSource("operations")
    void what_is_no_json_object_is_refused(Operation operation) {
        String good = operation.body();

        assertThat(List.of(
                        "",
                        "   ",
                        "\0",
                        "{",
                        "null",
                        "true",
                        "7",
                        "\"text\"",
                        "[]",
                        "[" + good + "]",
                        good.substring(0, good.length() - 1),
                        good + "x",
                        good + good,
                        good.replace('"', '!'),
                        good.replace("}", ",}"),
                        "/* hello */" + good,
                        "<xml/>",
                        "NaN"))
                .allSatisfy(body -> assertInvalid(operation.request(buffer(body)), "", body));
    }

    @ParameterizedTest
    @MethodSource("operations")
    void an_empty_object_is_told_what_it_lacks(Operation operation) throws Exception {
        var answer = BOOK.send(operation.request(buffer("{}")));

        List<String> pointers = ClosedBook.pointers(ClosedBook.assertProblem(answer, 400, "invalid-request"));
        assertThat(pointers).isNotEmpty();
        if (operation.isChange()) {
            assertThat(pointers).containsExactly("");
        } else {
            assertThat(pointers)
                    .allSatisfy(pointer -> assertThat(operation.body()).contains("\"" + pointer.substring(1) + "\""));
        }
    }

    @ParameterizedTest
    @MethodSource("operations")
    void deep_nesting_is_refused(Operation operation) throws Exception {
        for (String deep : List.of("[".repeat(60_000), "{\"a\":".repeat(10_000), "{\"items\":" + "[".repeat(1_000))) {
            var answer = BOOK.send(operation.request(buffer(deep)));

            assertThat(ClosedBook.pointers(ClosedBook.assertProblem(answer, 400, "invalid-request")))
                    .hasSize(1);
        }
    }

    @ParameterizedTest
    @MethodSource("operations")
    void bytes_that_are_not_utf8_are_refused(Operation operation) throws Exception {
        for (int[] bad : List.of(
                new int[] {0xff}, new int[] {0xc3, 0x28}, new int[] {0xc0, 0x80}, new int[] {0xed, 0xa0, 0x80})) {
            Buffer body = Buffer.buffer("{\"");
            for (int value : bad) {
                body.appendByte((byte) value);
            }
            body.appendString(operation.body().substring(2));

            assertInvalid(operation.request(body), "", Arrays.toString(bad));
        }
    }

    @ParameterizedTest
    @MethodSource("operations")
    void a_body_over_64_kib_is_refused_whether_its_length_is_told_or_not(Operation operation) throws Exception {
        Buffer padded = buffer(operation.body() + " ".repeat(70 * 1024));
        Buffer field = buffer("{\"email\":\"" + "x".repeat(1_000_000) + "\"}");
        for (Buffer body : List.of(padded, field)) {
            for (boolean lengthTold : List.of(true, false)) {
                var answer = BOOK.send(operation.request(body, lengthTold, "application/json"));

                ClosedBook.assertProblem(answer, 413, "payload-too-large");
            }
        }
        Buffer justOver = buffer("{" + " ".repeat(LIMIT));
        ClosedBook.assertProblem(BOOK.send(operation.request(justOver)), 413, "payload-too-large");
        Buffer justFits = buffer("{" + " ".repeat(LIMIT - 1));
        ClosedBook.assertProblem(BOOK.send(operation.request(justFits)), 400, "invalid-request");
    }

    @ParameterizedTest
    @MethodSource("operations")
    void a_body_of_another_media_type_is_refused(Operation operation) throws Exception {
        for (String type : List.of(
                "",
                "text/plain",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "application/json; charset=utf-16",
                "application/merge-patch+json")) {
            var answer = BOOK.send(operation.request(buffer(operation.body()), true, type));

            ClosedBook.assertProblem(answer, 415, "unsupported-media-type");
            assertThat(answer.headers().firstValue("accept")).contains("application/json");
        }
    }

    private static void assertInvalid(Request request, String pointer, String fault) throws Exception {
        var answer = BOOK.send(request);

        assertThat(ClosedBook.pointers(ClosedBook.assertProblem(answer, 400, "invalid-request")))
                .as(fault)
                .containsExactly(pointer);
    }

    /** A good request of each operation, were it not for what the tests do to its body. */
    static Stream<Operation> operations() {
        Person admin = BOOK.admin();
        Person buyer = BOOK.buyer();
        String product = "/api/products/" + BOOK.product();
        return Stream.of(
                new Operation(null, "registerUser", "POST", "/api/users", """
                        {"email":"new@example.com","full_name":"A new one","password":"a new one's own phrase"}"""),
                new Operation(buyer, "changeUser", "PATCH", "/api/users/" + buyer.id(), """
                        {"email":"new@example.com","full_name":"Another name","password":"a buyer's next phrase",\
                        "current_password":"a buyer's own pass phrase"}"""),
                new Operation(buyer, "validateUser", "POST", "/api/users/validate", "{\"user_id\":" + buyer.id() + "}"),
                new Operation(null, "login", "POST", "/api/auth/login", """
                        {"email":"nobody@example.com","password":"nobody's own pass phrase"}"""),
                new Operation(
                        null,
                        "refresh",
                        "POST",
                        "/api/auth/refresh",
                        "{\"refresh_token\":\"" + buyer.refreshToken() + "\"}"),
                new Operation(
                        null,
                        "logout",
                        "POST",
                        "/api/auth/logout",
                        "{\"refresh_token\":\"" + buyer.refreshToken() + "\"}"),
                new Operation(admin, "createProduct", "POST", "/api/products", """
                        {"sku":"NEW-1","name":"New","price":12.50,"currency":"EUR","on_hand":5}"""),
                new Operation(admin, "changeProduct", "PATCH", product, "{\"name\":\"Other\",\"price\":9.50}"),
                new Operation(
                        admin, "adjustStock", "POST", product + "/stock", "{\"delta\":5,\"reason\":\"delivery\"}"),
                new Operation(
                        buyer,
                        "placeOrder",
                        "POST",
                        "/api/orders",
                        "{\"items\":[{\"product_id\":" + BOOK.product() + ",\"quantity\":1}]}"));
    }

    private static Buffer buffer(String text) {
        return Buffer.buffer(text);
    }

    /** One operation and a body that it would accept. */
    record Operation(@Nullable Person who, String id, String method, String path, String body) {
        boolean isChange() {
            return method.equals("PATCH");
        }

        Request request(Buffer sent) {
            return request(sent, true, "application/json");
        }

        Request request(Buffer sent, boolean lengthTold, String type) {
            Map<String, String> headers = new HashMap<>();
            if (!type.isEmpty()) {
                headers.put("Content-Type", type);
            }
            if (who != null) {
                headers.put("Authorization", "Bearer " + who.token());
            }
            return new Request(id, method, path, sent, lengthTold, headers);
        }

        @Override
        public String toString() {
            return id;
        }
    }
}
