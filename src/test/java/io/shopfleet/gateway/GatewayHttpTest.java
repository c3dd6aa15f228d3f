package io.shopfleet.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.shopfleet.gateway.Wire.Answer;
import io.shopfleet.inventory.api.InventoryApi;
import io.shopfleet.inventory.api.ProductView;
import io.shopfleet.inventory.api.StockView;
import io.shopfleet.order.api.OrderApi;
import io.shopfleet.order.api.OrderApi.OrderRequest;
import io.shopfleet.order.api.OrderStatus;
import io.shopfleet.order.api.OrderView;
import io.shopfleet.order.api.TimelineStep;
import io.shopfleet.platform.contract.Caller;
import io.shopfleet.platform.contract.Done;
import io.shopfleet.platform.contract.ErrorType;
import io.shopfleet.user.api.Tokens;
import io.shopfleet.user.api.UserApi;
import io.shopfleet.user.api.UserView;
import io.vertx.core.Future;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What reaches the services over the event bus, and what becomes of their answers. */
@SuppressWarnings("NullAway.Init")
class GatewayHttpTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final Caller BUYER = new Caller(7, false);
    private static final Caller ADMIN = new Caller(1, true);
    private static final UUID ORDER = UUID.fromString("0193b2f0-7a1e-7c55-9d3b-2f6f0a4c8e11");
    private static final String BASKET = "{\"items\":[{\"product_id\":1,\"quantity\":2}]}";
    private static final UserView ADA = new UserView(7, "ada@example.com", "Ada", true, "buyer", NOON);
    private static final ProductView MUG = new ProductView(1, "MUG", "Mug", new BigDecimal("12.50"), "EUR", 98);
    private static final StockView STOCK = new StockView(1, 100, 2, 98);
    private static final Tokens TOKENS = new Tokens("a.b.c", "Bearer", 900, "secret");
    private static Wire wire;

    @BeforeAll
    static void start() throws Exception {
        wire = Wire.withKeys();
    }

    @AfterAll
    static void stop() throws Exception {
        wire.close();
    }

    @BeforeEach
    void forget() {
        wire.asked.clear();
    }

    @Test
    void somebody_signs_up() throws Exception {
        wire.answer(UserApi.REGISTER, ADA);

        Answer answer = wire.send(
                "POST",
                "",
                "/api/users",
                "{\"email\":\"ada@example.com\",\"full_name\":\"Ada\",\"password\":\"12345678\"}");

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.header("Location")).isEqualTo("/api/users/7");
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.text())
                .isEqualTo("{\"id\":7,\"email\":\"ada@example.com\",\"full_name\":\"Ada\",\"is_active\":true,"
                        + "\"role\":\"buyer\",\"created_at\":\"2026-11-23T12:00:00Z\"}");
        assertThat(wire.asked).containsExactly(new UserApi.RegisterUser("ada@example.com", "Ada", "12345678"));
    }

    @Test
    void accounts_are_read_changed_and_closed() throws Exception {
        wire.answer(UserApi.GET, ADA);
        wire.answer(UserApi.CHANGE, ADA);
        wire.answer(UserApi.DEACTIVATE, Done.DONE);

        Answer read = wire.get(Wire.BUYER, "/api/users/7");
        Answer changed = wire.send("PATCH", Wire.BUYER, "/api/users/7", "{\"full_name\":\"Ada\"}");
        Answer closed = wire.send("DELETE", Wire.BUYER, "/api/users/7", "");

        assertThat(read.json().path("id").asInt()).isEqualTo(7);
        assertThat(read.header("Cache-Control")).isEqualTo("no-store");
        assertThat(changed.status()).isEqualTo(200);
        assertThat(closed.status()).isEqualTo(204);
        assertThat(closed.text()).isEmpty();
        assertThat(wire.asked)
                .containsExactly(
                        new UserApi.GetUser(BUYER, 7),
                        new UserApi.ChangeUser(BUYER, 7, null, "Ada", null, null),
                        new UserApi.DeactivateUser(BUYER, 7));
    }

    @Test
    void a_page_tells_the_address_of_the_next_one_where_there_is_more() throws Exception {
        // One more than the page holds: there is a next one.
        wire.answer(UserApi.LIST, new UserApi.UserPage(List.of(ADA, ADA)));
        wire.answer(InventoryApi.LIST, new InventoryApi.ProductPage(List.of(MUG, MUG)));

        Answer full = wire.get(Wire.ADMIN, "/api/users?limit=1&after=3");
        Answer last = wire.get(Wire.ADMIN, "/api/users");
        Answer found = wire.get("/api/products?limit=1&query=blue%20mug%20100%25%26%C3%A9");

        assertThat(full.json().isArray()).isTrue();
        assertThat(full.json()).hasSize(1);
        assertThat(full.header("Link")).isEqualTo("</api/users?limit=1&after=7>; rel=\"next\"");
        assertThat(last.header("Link")).isEmpty();
        assertThat(found.header("Link"))
                .isEqualTo("</api/products?limit=1&query=blue+mug+100%25%26%C3%A9&after=1>; rel=\"next\"");
        assertThat(wire.asked)
                .containsExactly(
                        new UserApi.ListUsers(ADMIN, 2, 3),
                        new UserApi.ListUsers(ADMIN, 21, 0),
                        new InventoryApi.ListProducts("blue mug 100%&é", 2, 0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"1.5", "-5", "true", "\"quoted\"", "a\"b", "{}", "a+b"})
    void a_search_for_anything_arrives_as_it_was_meant(String words) throws Exception {
        wire.answer(InventoryApi.LIST, new InventoryApi.ProductPage(List.of()));

        Answer answer = wire.get("/api/products?query=" + URLEncoder.encode(words, StandardCharsets.UTF_8));

        assertThat(answer.text()).isEqualTo("[]");
        assertThat(wire.asked).containsExactly(new InventoryApi.ListProducts(words, 21, 0));
    }

    @Test
    void a_token_is_valid_for_its_own_active_user_only() throws Exception {
        wire.answer(UserApi.STANDING, new UserApi.Standing(true));
        Answer own = wire.send("POST", Wire.BUYER, "/api/users/validate", "{\"user_id\":7}");
        Answer other = wire.send("POST", Wire.BUYER, "/api/users/validate", "{\"user_id\":8}");
        wire.answer(UserApi.STANDING, new UserApi.Standing(false));
        Answer closed = wire.send("POST", Wire.BUYER, "/api/users/validate", "{\"user_id\":7}");

        assertThat(own.status()).isEqualTo(200);
        assertThat(own.text()).isEqualTo("{\"valid\":true,\"user_id\":7}");
        assertThat(other.status()).isEqualTo(403);
        assertThat(closed.status()).isEqualTo(401);
        assertThat(closed.header("WWW-Authenticate")).isEqualTo("Bearer error=\"invalid_token\"");
    }

    @Test
    void somebody_signs_in_goes_on_and_signs_out() throws Exception {
        wire.answer(UserApi.LOGIN, TOKENS);
        wire.answer(UserApi.REFRESH, TOKENS);
        wire.answer(UserApi.LOGOUT, Done.DONE);

        Answer in = wire.send("POST", "", "/api/auth/login", "{\"email\":\"a@b.de\",\"password\":\"x\"}");
        Answer on = wire.send("POST", "", "/api/auth/refresh", "{\"refresh_token\":\"r\"}");
        Answer out = wire.send("POST", "", "/api/auth/logout", "{\"refresh_token\":\"r\"}");

        assertThat(in.text())
                .isEqualTo("{\"access_token\":\"a.b.c\",\"token_type\":\"Bearer\",\"expires_in\":900,"
                        + "\"refresh_token\":\"secret\"}");
        assertThat(in.header("Cache-Control")).isEqualTo("no-store");
        assertThat(on.status()).isEqualTo(200);
        assertThat(out.status()).isEqualTo(204);
        assertThat(wire.asked)
                .containsExactly(new UserApi.Login("a@b.de", "x"), new UserApi.Refresh("r"), new UserApi.Logout("r"));
    }

    @Test
    void the_public_keys_are_for_everybody() throws Exception {
        Answer answer = wire.get("/.well-known/jwks.json");

        JsonNode key = answer.json().path("keys").path(0);
        assertThat(key.path("kid").asText()).isEqualTo("key-1");
        assertThat(key.has("d")).isFalse();
        assertThat(answer.header("Cache-Control")).isEqualTo("public, max-age=60");
    }

    @Test
    void products_and_stock_are_looked_after() throws Exception {
        wire.answer(InventoryApi.GET, MUG);
        wire.answer(InventoryApi.CREATE, MUG);
        wire.answer(InventoryApi.CHANGE, MUG);
        wire.answer(InventoryApi.ADJUST, STOCK);
        wire.answer(InventoryApi.STOCK, STOCK);

        Answer read = wire.get("/api/products/1");
        Answer created = wire.send(
                "POST",
                Wire.ADMIN,
                "/api/products",
                "{\"sku\":\"MUG\",\"name\":\"Mug\",\"price\":12.50,\"currency\":\"EUR\"}");
        Answer changed = wire.send("PATCH", Wire.ADMIN, "/api/products/1", "{\"price\":0.123456789012345678}");
        Answer adjusted =
                wire.send("POST", Wire.ADMIN, "/api/products/1/stock", "{\"delta\":-5,\"reason\":\"Broken\"}");
        Answer stock = wire.get(Wire.ADMIN, "/api/products/1/stock");

        assertThat(read.text()).contains("\"price\":12.50");
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.header("Location")).isEqualTo("/api/products/1");
        assertThat(changed.status()).isEqualTo(200);
        assertThat(adjusted.status()).isEqualTo(200);
        assertThat(stock.text()).isEqualTo("{\"product_id\":1,\"on_hand\":100,\"reserved\":2,\"available\":98}");
        assertThat(wire.asked)
                .containsExactly(
                        new InventoryApi.GetProduct(1),
                        new InventoryApi.CreateProduct(ADMIN, "MUG", "Mug", new BigDecimal("12.50"), "EUR", 0),
                        new InventoryApi.ChangeProduct(ADMIN, 1, null, new BigDecimal("0.123456789012345678")),
                        new InventoryApi.AdjustStock(ADMIN, 1, -5, "Broken"),
                        new InventoryApi.GetStock(ADMIN, 1));
    }

    @Test
    void an_order_is_accepted_while_it_is_pending() throws Exception {
        wire.answer(OrderApi.PLACE, new OrderApi.PlacedOrder(order(OrderStatus.PENDING), false, false));

        Answer answer = wire.send(
                "POST", Wire.BUYER, "/api/orders", BASKET, "Idempotency-Key", "12.5+a", "Prefer", "respond-async");

        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.header("Location")).isEqualTo("/api/orders/" + ORDER);
        assertThat(answer.header("Preference-Applied")).isEmpty();
        assertThat(answer.header("Idempotency-Replayed")).isEmpty();
        assertThat(answer.json().path("status").asText()).isEqualTo("PENDING");
        assertThat(answer.text()).contains("\"reason\":null", "\"total\":25.00");
        assertThat(wire.asked)
                .containsExactly(new OrderApi.PlaceOrder(BUYER, List.of(new OrderApi.Line(1, 2)), "12.5+a", 0));
    }

    @ParameterizedTest
    @CsvSource({"CONFIRMED, 201, wait=5", "REJECTED, 201, wait=5", "PENDING, 202, ''"})
    void who_waits_is_told_how_the_order_settled(OrderStatus outcome, int status, String applied) throws Exception {
        wire.answer(OrderApi.PLACE, new OrderApi.PlacedOrder(order(OrderStatus.PENDING), false, false));
        wire.answer(OrderApi.AWAIT, order(outcome));

        Answer answer =
                wire.send("POST", Wire.BUYER, "/api/orders", BASKET, "Prefer", "wait=5", "Idempotency-Key", "k");

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Preference-Applied")).isEqualTo(applied);
        assertThat(answer.json().path("status").asText()).isEqualTo(outcome.name());
        assertThat(wire.asked)
                .containsExactly(
                        new OrderApi.PlaceOrder(BUYER, List.of(new OrderApi.Line(1, 2)), "k", 5),
                        new OrderApi.AwaitOrder(BUYER, ORDER, 5, "k"));
    }

    @Test
    void nobody_waits_longer_than_a_quiet_connection_lives() throws Exception {
        wire.answer(OrderApi.PLACE, new OrderApi.PlacedOrder(order(OrderStatus.PENDING), false, false));
        wire.answer(OrderApi.AWAIT, order(OrderStatus.CONFIRMED));

        Answer answer = wire.send("POST", Wire.BUYER, "/api/orders", BASKET, "Prefer", "wait=1000");

        assertThat(answer.header("Preference-Applied")).isEqualTo("wait=30");
        assertThat(wire.asked)
                .anySatisfy(question -> assertThat(question)
                        .isInstanceOfSatisfying(
                                OrderApi.AwaitOrder.class,
                                await -> assertThat(await.seconds()).isBetween(20, HttpSettings.IDLE_SECONDS - 2)));
    }

    @Test
    void an_order_that_is_placed_is_accepted_even_if_nobody_can_tell_how_it_settles() throws Exception {
        wire.answer(OrderApi.PLACE, new OrderApi.PlacedOrder(order(OrderStatus.PENDING), false, false));
        wire.fail(OrderApi.AWAIT, ErrorType.UNAVAILABLE, "away");

        Answer answer = wire.send("POST", Wire.BUYER, "/api/orders", BASKET, "Prefer", "wait=5");

        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.json().path("status").asText()).isEqualTo("PENDING");
    }

    @ParameterizedTest
    @CsvSource({"true, CONFIRMED, 201", "false, PENDING, 202", "false, CONFIRMED, 202"})
    void a_replay_is_the_first_answer_again(boolean settled, OrderStatus shown, int status) throws Exception {
        wire.answer(OrderApi.PLACE, new OrderApi.PlacedOrder(order(shown), true, settled));

        Answer answer =
                wire.send("POST", Wire.BUYER, "/api/orders", BASKET, "Prefer", "wait=5", "Idempotency-Key", "k");

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(answer.header("Location")).isEqualTo("/api/orders/" + ORDER);
        assertThat(wire.asked).hasSize(1);
    }

    @Test
    void orders_are_followed_cancelled_and_fulfilled() throws Exception {
        wire.answer(OrderApi.GET, order(OrderStatus.PENDING));
        wire.answer(OrderApi.CANCEL, order(OrderStatus.CANCELLED));
        wire.answer(OrderApi.FULFIL, order(OrderStatus.FULFILLED));
        wire.answer(
                OrderApi.TIMELINE,
                new OrderApi.Timeline(List.of(new TimelineStep(OrderStatus.PENDING, NOON, "user:7", null))));
        wire.answer(
                OrderApi.LIST, new OrderApi.OrderPage(List.of(order(OrderStatus.PENDING), order(OrderStatus.PENDING))));

        Answer read = wire.get(Wire.BUYER, "/api/orders/" + ORDER);
        Answer list = wire.get(Wire.BUYER, "/api/orders?status=PENDING&limit=1&after=" + ORDER);
        Answer timeline = wire.get(Wire.BUYER, "/api/orders/" + ORDER + "/timeline");
        Answer cancelled = wire.send("POST", "/api/orders/" + ORDER + "/cancel", BodyPublishers.noBody(), bearer());
        Answer fulfilled = wire.send("POST", Wire.ADMIN, "/api/orders/" + ORDER + "/fulfil", "");

        assertThat(read.json().path("id").asText()).isEqualTo(ORDER.toString());
        assertThat(list.header("Link"))
                .isEqualTo("</api/orders?limit=1&status=PENDING&after=" + ORDER + ">; rel=\"next\"");
        assertThat(timeline.text())
                .isEqualTo(
                        "[{\"status\":\"PENDING\",\"at\":\"2026-11-23T12:00:00Z\",\"actor\":\"user:7\",\"reason\":null}]");
        assertThat(cancelled.json().path("status").asText()).isEqualTo("CANCELLED");
        assertThat(fulfilled.json().path("status").asText()).isEqualTo("FULFILLED");
        assertThat(wire.asked)
                .containsExactly(
                        new OrderRequest(BUYER, ORDER),
                        new OrderApi.ListOrders(BUYER, OrderStatus.PENDING, 2, ORDER),
                        new OrderRequest(BUYER, ORDER),
                        new OrderRequest(BUYER, ORDER),
                        new OrderRequest(ADMIN, ORDER));
    }

    @Test
    void head_is_get_without_the_body() throws Exception {
        wire.answer(InventoryApi.GET, MUG);

        Answer answer = wire.send("HEAD", "/api/products/1", BodyPublishers.noBody());

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Length")).isNotEqualTo("0").isNotEmpty();
        assertThat(answer.text()).isEmpty();
    }

    @Test
    void a_services_problem_is_the_callers() throws Exception {
        wire.serve(
                UserApi.REGISTER,
                question -> Future.failedFuture(ErrorType.EMAIL_TAKEN.at("/email", "Another user has it")));

        Answer answer = wire.send(
                "POST",
                "",
                "/api/users",
                "{\"email\":\"ada@example.com\",\"full_name\":\"Ada\",\"password\":\"12345678\"}");

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.text())
                .isEqualTo("{\"type\":\"urn:shopfleet:problem:email-taken\",\"title\":\"The e-mail address is taken\","
                        + "\"status\":409,\"detail\":\"Another user has it\","
                        + "\"errors\":[{\"pointer\":\"/email\",\"reason\":\"Another user has it\"}]}");
    }

    @Test
    void a_fault_of_ours_tells_nothing_of_our_inside() throws Exception {
        wire.serve(InventoryApi.GET, question -> {
            throw new IllegalStateException("db password is hunter2");
        });

        Answer answer = wire.get("/api/products/1");

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.text())
                .isEqualTo("{\"type\":\"urn:shopfleet:problem:internal\",\"title\":\"Something went wrong\","
                        + "\"status\":500,\"detail\":\"The fault is ours and has been logged\"}");
    }

    @Test
    void a_service_that_is_away_is_told_with_when_to_try_again() throws Exception {
        wire.fail(OrderApi.GET, ErrorType.UNAVAILABLE, "The service cannot reach its database");

        Answer answer = wire.get(Wire.BUYER, "/api/orders/" + ORDER);

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isEqualTo("1");
    }

    @Test
    void a_request_keeps_its_name_if_it_has_a_sane_one() throws Exception {
        wire.answer(InventoryApi.GET, MUG);

        assertThat(wire.get("/api/products/1", "X-Request-Id", "abc-1.2_3").header("X-Request-Id"))
                .isEqualTo("abc-1.2_3");
        assertThat(wire.get("/api/products/1", "X-Request-Id", "a b").header("X-Request-Id"))
                .matches("[0-9a-f]{32}");
        assertThat(wire.get("/nothing").header("X-Request-Id")).matches("[0-9a-f]{32}");
    }

    private static String[] bearer() {
        return new String[] {"Authorization", "bearer  " + Wire.BUYER};
    }

    private static OrderView order(OrderStatus status) {
        BigDecimal price = new BigDecimal("12.50");
        BigDecimal total = new BigDecimal("25.00");
        return new OrderView(
                ORDER,
                7,
                status,
                List.of(new OrderView.Item(1, "MUG", "Mug", 2, price, total)),
                total,
                "EUR",
                null,
                NOON,
                NOON);
    }
}
