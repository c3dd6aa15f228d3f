package io.shopfleet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shopfleet.testing.Shop;
import io.shopfleet.testing.TestFleet;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ManagementIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static TestFleet fleet;

    @BeforeAll
    static void open() {
        fleet = TestFleet.start(Map.of());
    }

    @AfterAll
    static void close() {
        fleet.close();
    }

    @Test
    void a_healthy_process_says_so() throws Exception {
        await().untilAsserted(
                        () -> assertThat(get("/health/ready").statusCode()).isEqualTo(200));
        for (String path : List.of("/health/live", "/health/started", "/health")) {
            HttpResponse<String> answer = get(path);
            assertThat(answer.statusCode()).as(path).isEqualTo(200);
            assertThat(new JsonObject(answer.body()).getString("status")).isEqualTo("UP");
        }
        assertThat(get("/health").body()).contains("order/database", "inventory/events", "gateway", "user/rabbitmq");
    }

    @Test
    void without_the_broker_a_process_is_alive_and_not_ready_and_says_why() throws Exception {
        fleet.broker().stop();
        try {
            await().untilAsserted(
                            () -> assertThat(get("/health/ready").statusCode()).isEqualTo(503));
            assertThat(get("/health/live").statusCode()).isEqualTo(200);
            assertThat(get("/health/started").statusCode()).isEqualTo(200);
            String body = get("/health").body();
            assertThat(body).contains("\"id\":\"order/events\",\"status\":\"DOWN\"");
            assertThat(body).contains("\"id\":\"order/database\",\"status\":\"UP\"");
        } finally {
            fleet.broker().start();
        }
        await().untilAsserted(
                        () -> assertThat(get("/health/ready").statusCode()).isEqualTo(200));
    }

    @Test
    void metrics_are_prometheus_text_and_do_not_grow_with_the_paths_that_strangers_try() throws Exception {
        Shop shop = fleet.shop();
        shop.call("listProducts", "GET", "/api/products").send().expect(200);
        long before = series();

        for (int i = 0; i < 200; i++) {
            fleet.shop()
                    .call("getProduct", "GET", "/api/products/" + (1_000_000 + i))
                    .send()
                    .expect(404);
        }

        assertThat(series() - before).isLessThan(20);
        assertThat(get("/metrics").body()).contains("vertx_http_server_", "jvm_memory_used_bytes", "vertx_pool_");
    }

    private static long series() throws IOException, InterruptedException {
        return get("/metrics")
                .body()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .count();
    }

    private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create(fleet.managementUrl() + path)).build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
