package io.shopfleet.dev;

import com.fasterxml.jackson.databind.JsonNode;
import io.shopfleet.platform.json.JsonFormat;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;

/** Fills an empty shop through its public API. */
final class DemoShop {
    static final String BUYER = "buyer@example.com";

    private static final List<Map<String, Object>> PRODUCTS = List.of(
            product("MUG-BLUE", "Blue mug", 9.50, 120),
            product("MUG-RED", "Red mug", 9.50, 80),
            product("TEA-GREEN", "Green tea, 100 g", 6.20, 250),
            product("KETTLE-1L", "Kettle, one litre", 39.90, 15),
            product("LAMP-DESK", "Desk lamp", 54.00, 1));

    private final HttpClient http = HttpClient.newHttpClient();
    private final String url;

    DemoShop(int port) {
        this.url = "http://127.0.0.1:" + port + "/api";
    }

    void fill(String admin, String adminPassword, String buyerPassword) throws IOException, InterruptedException {
        if (send("GET", "/products?limit=1", "", null).isEmpty()) {
            String token = send("POST", "/auth/login", "", Map.of("email", admin, "password", adminPassword))
                    .get("access_token")
                    .asText();
            for (Map<String, Object> product : PRODUCTS) {
                send("POST", "/products", token, product);
            }
        }
        send("POST", "/users", "", Map.of("email", BUYER, "full_name", "Demo Buyer", "password", buyerPassword));
    }

    /** A conflict means that it was there already. */
    private JsonNode send(String method, String path, String token, @org.jspecify.annotations.Nullable Object body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path))
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(
                                        JsonFormat.write(body).getBytes()));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        HttpResponse<byte[]> response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        if (response.statusCode() >= 400 && response.statusCode() != 409) {
            throw new IOException(method + " " + path + " answered " + response.statusCode());
        }
        return JsonFormat.tree(Buffer.buffer(response.body()));
    }

    private static Map<String, Object> product(String sku, String name, double price, long stock) {
        return Map.of("sku", sku, "name", name, "price", price, "currency", "EUR", "on_hand", stock);
    }
}
