package io.shopfleet.testing;

import com.fasterxml.jackson.databind.JsonNode;
import io.shopfleet.platform.json.JsonFormat;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Speaks to a shop over HTTP, and holds every answer against the contract. */
public final class Shop {
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private final String url;
    private final boolean checked;

    /**
     * A driver for a gateway on this machine.
     *
     * @param port where it listens
     */
    public Shop(int port) {
        this("http://127.0.0.1:" + port, true);
    }

    private Shop(String url, boolean checked) {
        this.url = url;
        this.checked = checked;
    }

    /**
     * The same driver for a crowd: it leaves the contract to other tests, which costs less than the shop's own work.
     *
     * @return a driver that only speaks
     */
    public Shop unchecked() {
        return new Shop(url, false);
    }

    /**
     * Somebody with an account.
     *
     * @param id the user's id
     * @param email the address they signed up with
     * @param token a valid access token
     * @param refreshToken a valid refresh token
     */
    public record Person(long id, String email, String token, String refreshToken) {}

    /**
     * Signs a new buyer up and in.
     *
     * @return the buyer
     */
    public Person buyer() {
        String email = "buyer-" + UUID.randomUUID() + "@example.com";
        String password = "a buyer's own pass phrase";
        Answer registered = call("registerUser", "POST", "/api/users")
                .body(Map.of("email", email, "full_name", "A Buyer", "password", password))
                .send();
        registered.expect(201);
        return signIn(email, password);
    }

    /**
     * Signs the administrator in.
     *
     * @return the administrator
     */
    public Person admin() {
        return signIn(TestFleet.ADMIN_EMAIL, TestFleet.ADMIN_PASSWORD);
    }

    /**
     * Signs somebody in.
     *
     * @param email their address
     * @param password their password
     * @return the person
     */
    public Person signIn(String email, String password) {
        JsonNode tokens = call("login", "POST", "/api/auth/login")
                .body(Map.of("email", email, "password", password))
                .send()
                .expect(200)
                .json();
        String token = tokens.get("access_token").asText();
        String payload = new String(
                java.util.Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]),
                java.nio.charset.StandardCharsets.UTF_8);
        return new Person(
                Long.parseLong(parse(payload).get("sub").asText()),
                email,
                token,
                tokens.get("refresh_token").asText());
    }

    /**
     * Adds a product.
     *
     * @param admin who adds it
     * @param stock how many are on hand
     * @return its id
     */
    public long product(Person admin, long stock) {
        return call("createProduct", "POST", "/api/products")
                .as(admin)
                .body(Map.of(
                        "sku",
                        "T-" + UUID.randomUUID(),
                        "name",
                        "A thing",
                        "price",
                        19.99,
                        "currency",
                        "EUR",
                        "on_hand",
                        stock))
                .send()
                .expect(201)
                .json()
                .get("id")
                .asLong();
    }

    /**
     * A product's stock.
     *
     * @param admin who asks
     * @param product its id
     * @return {@code on_hand}, {@code reserved}, {@code available}
     */
    public JsonNode stock(Person admin, long product) {
        return call("getStock", "GET", "/api/products/" + product + "/stock")
                .as(admin)
                .send()
                .expect(200)
                .json();
    }

    /**
     * An order of one line, not sent yet.
     *
     * @param buyer who orders
     * @param product what
     * @param quantity how many
     * @return the call
     */
    public Call order(Person buyer, long product, long quantity) {
        return order(buyer, List.of(Map.of("product_id", product, "quantity", quantity)));
    }

    /**
     * An order, not sent yet.
     *
     * @param buyer who orders
     * @param items what
     * @return the call
     */
    public Call order(Person buyer, List<Map<String, Long>> items) {
        return call("placeOrder", "POST", "/api/orders").as(buyer).body(Map.of("items", items));
    }

    /**
     * An order as its owner sees it.
     *
     * @param person who asks
     * @param id the order's id
     * @return the order
     */
    public JsonNode order(Person person, String id) {
        return call("getOrder", "GET", "/api/orders/" + id)
                .as(person)
                .send()
                .expect(200)
                .json();
    }

    /**
     * A call, not sent yet.
     *
     * @param operation its id in the contract
     * @param method the HTTP method
     * @param path path and query
     * @return the call
     */
    public Call call(String operation, String method, String path) {
        return new Call(operation, method, path);
    }

    private static JsonNode parse(String json) {
        try {
            return JsonFormat.tree(Buffer.buffer(json));
        } catch (IOException e) {
            throw new UncheckedIOException(json, e);
        }
    }

    /** A call, not sent yet. */
    public final class Call {
        private final String operation;
        private final String method;
        private final HttpRequest.Builder request;
        private HttpRequest.BodyPublisher body = BodyPublishers.noBody();

        private Call(String operation, String method, String path) {
            this.operation = operation;
            this.method = method;
            this.request = HttpRequest.newBuilder(URI.create(url + path)).timeout(Duration.ofSeconds(40));
        }

        /**
         * Signs the call.
         *
         * @param person on whose behalf
         * @return this
         */
        public Call as(Person person) {
            return header("Authorization", "Bearer " + person.token());
        }

        /**
         * Adds a header.
         *
         * @param name its name
         * @param value its value
         * @return this
         */
        public Call header(String name, String value) {
            request.header(name, value);
            return this;
        }

        /**
         * Adds a JSON body.
         *
         * @param value what to write
         * @return this
         */
        public Call body(Object value) {
            return raw(JsonFormat.write(value).toString());
        }

        /**
         * Adds a body as it is, said to be JSON.
         *
         * @param text what to send
         * @return this
         */
        public Call raw(String text) {
            request.header("Content-Type", "application/json");
            body = BodyPublishers.ofString(text);
            return this;
        }

        /**
         * Sends the call.
         *
         * @return the answer, which fits the contract
         */
        public Answer send() {
            try {
                HttpResponse<String> response =
                        HTTP.send(request.method(method, body).build(), BodyHandlers.ofString());
                if (checked) {
                    Contract.check(operation, response);
                }
                return new Answer(response);
            } catch (IOException e) {
                throw new UncheckedIOException(operation, e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(operation, e);
            }
        }
    }

    /**
     * What came back.
     *
     * @param response as it came
     */
    public record Answer(HttpResponse<String> response) {
        /**
         * The status.
         *
         * @return 100 to 599
         */
        public int status() {
            return response.statusCode();
        }

        /**
         * The body.
         *
         * @return as JSON
         */
        public JsonNode json() {
            return parse(response.body());
        }

        /**
         * A header.
         *
         * @param name its name
         * @return its first value; null where there is none
         */
        public @Nullable String header(String name) {
            return response.headers().firstValue(name).orElse(null);
        }

        /**
         * Fails on another status.
         *
         * @param status the right one
         * @return this
         */
        public Answer expect(int status) {
            if (response.statusCode() != status) {
                throw new AssertionError(
                        "Expected " + status + ", got " + response.statusCode() + ": " + response.body());
            }
            return this;
        }
    }
}
