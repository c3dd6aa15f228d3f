package io.shopfleet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.shopfleet.platform.json.JsonFormat;
import io.shopfleet.testing.Contract;
import io.shopfleet.testing.Shop;
import io.shopfleet.testing.Shop.Person;
import io.shopfleet.testing.TestDatabase;
import io.shopfleet.testing.TestFleet;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A shop of its own in which everything has come to rest. Whatever is asked of it from then on must be refused, and its
 * books must stay as they are.
 */
final class ClosedBook {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    /** Each database's tables; events are counted by the sequence, because the relay removes the rows. */
    private static final Map<String, String> STATE = Map.of(
            "user", state("users", "refresh_families"),
            "order", state("orders", "idempotency_keys", "inbox"),
            "inventory", state("products", "stock", "movements", "reservations", "inbox"));

    private final TestFleet fleet = TestFleet.start(
            // Whatever is left to settle does so at once.
            Map.of("ORDER_NUDGE_AFTER", "500ms", "ORDER_RECONCILE_EVERY", "100ms"));
    private final Shop shop = fleet.shop();
    private final int port = shop.call("getKeys", "GET", "/.well-known/jwks.json")
            .send()
            .response()
            .uri()
            .getPort();
    private final Person admin = shop.admin();
    private final Person buyer = shop.buyer();
    private final long product = shop.product(admin, 1_000);
    private final Map<String, String> orders;
    private final Map<String, List<Map<String, Object>>> before;

    private ClosedBook() {
        orders = Map.of(
                "CONFIRMED", order(1),
                "REJECTED", order(2_000),
                "CANCELLED", changed(order(1), "cancelOrder", "cancel"),
                "FULFILLED", changed(order(1), "fulfilOrder", "fulfil"));
        await().untilAsserted(() -> assertThat(database("order")
                        .number("SELECT count(*) FROM orders WHERE NOT stock_settled AND status IN ('CANCELLED',"
                                + " 'FULFILLED')"))
                .isZero());
        for (String service : STATE.keySet()) {
            await().untilAsserted(() -> assertThat(database(service).number("SELECT count(*) FROM outbox"))
                    .isZero());
        }
        await().untilAsserted(() -> assertThat(database("inventory").number("SELECT reserved FROM stock"))
                .isEqualTo(1));
        before = photograph();
    }

    /** The one that all tests of bad input share. It ends with the JVM. */
    static ClosedBook shared() {
        return Shared.BOOK;
    }

    Shop shop() {
        return shop;
    }

    Person admin() {
        return admin;
    }

    Person buyer() {
        return buyer;
    }

    long product() {
        return product;
    }

    /** The id of the order that stands at a status. */
    String order(String status) {
        return orders.getOrDefault(status, status);
    }

    TestDatabase database(String service) {
        return fleet.database(service);
    }

    /** Sends bytes as they are and holds the answer against the contract. */
    HttpResponse<String> send(Request request) throws IOException, InterruptedException {
        byte[] bytes = request.body().getBytes();
        BodyPublisher body = request.lengthTold()
                ? BodyPublishers.ofByteArray(bytes)
                : BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes));
        HttpRequest.Builder http = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + request.path()))
                .timeout(Duration.ofSeconds(20))
                .method(request.method(), body);
        request.headers().forEach(http::header);
        HttpResponse<String> answer = HTTP.send(http.build(), BodyHandlers.ofString());
        Contract.check(request.operation(), answer);
        return answer;
    }

    /** Sends a head and a body as they are, and reads until the gateway closes. */
    String raw(String body, String... head) throws IOException {
        String request = String.join("\r\n", head) + "\r\n\r\n" + body;
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    void assertUntouched() {
        assertThat(photograph()).isEqualTo(before);
    }

    /** That a request was refused as a problem of this type, without a word about our inside. */
    static JsonNode assertProblem(HttpResponse<String> answer, int status, String type) throws IOException {
        String body = answer.body();
        assertThat(answer.statusCode()).as(body).isEqualTo(status);
        assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
        JsonNode problem = JsonFormat.tree(Buffer.buffer(body));
        assertThat(problem.get("type").asText()).isEqualTo("urn:shopfleet:problem:" + type);
        assertThat(problem.get("status").asInt()).isEqualTo(status);
        assertThat(problem.get("detail").asText()).isNotBlank();
        assertNoInsides(body);
        return problem;
    }

    static void assertNoInsides(String answer) {
        assertThat(answer)
                .doesNotContainIgnoringCase("exception")
                .doesNotContain("io.vertx", "io.shopfleet", "java.", "com.fasterxml", "\tat ", "SQLSTATE", "ERROR:");
    }

    /** The pointers of a problem's errors, each of which has a reason. */
    static List<String> pointers(JsonNode problem) {
        List<String> pointers = new ArrayList<>();
        for (JsonNode error : problem.path("errors")) {
            assertThat(error.get("reason").asText()).isNotBlank();
            pointers.add(error.get("pointer").asText());
        }
        return pointers;
    }

    private Map<String, List<Map<String, Object>>> photograph() {
        return Map.of(
                "user", database("user").rows(STATE.getOrDefault("user", "")),
                "order", database("order").rows(STATE.getOrDefault("order", "")),
                "inventory", database("inventory").rows(STATE.getOrDefault("inventory", "")));
    }

    private static String state(String... tables) {
        List<String> columns = new ArrayList<>();
        for (String table : tables) {
            columns.add("(SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM " + table + " t) AS " + table);
        }
        return "SELECT " + String.join(", ", columns) + ", (SELECT last_value FROM outbox_seq_seq) AS events";
    }

    private String order(long quantity) {
        return shop.order(buyer, product, quantity)
                .header("Prefer", "wait=10")
                .send()
                .expect(201)
                .json()
                .get("id")
                .asText();
    }

    private String changed(String id, String operation, String verb) {
        shop.call(operation, "POST", "/api/orders/" + id + "/" + verb)
                .as(admin)
                .send()
                .expect(200);
        return id;
    }

    /**
     * A request, down to its bytes.
     *
     * @param lengthTold whether its length is told at the start
     */
    record Request(
            String operation,
            String method,
            String path,
            Buffer body,
            boolean lengthTold,
            Map<String, String> headers) {}

    private static final class Shared {
        static final ClosedBook BOOK = new ClosedBook();

        static {
            Runtime.getRuntime().addShutdownHook(new Thread(BOOK.fleet::close));
        }
    }
}
