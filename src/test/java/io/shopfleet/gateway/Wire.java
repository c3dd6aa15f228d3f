package io.shopfleet.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.shopfleet.platform.Node;
import io.shopfleet.platform.amqp.AmqpSettings;
import io.shopfleet.platform.bus.Bus;
import io.shopfleet.platform.bus.BusSettings;
import io.shopfleet.platform.contract.Address;
import io.shopfleet.platform.contract.ErrorType;
import io.shopfleet.platform.json.JsonFormat;
import io.shopfleet.platform.ops.Health;
import io.shopfleet.user.api.AccessToken;
import io.shopfleet.user.api.UserApi;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
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
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * A real gateway on a real port. Behind it, at the event bus, each address answers what the test says, and what was
 * asked is kept.
 */
final class Wire {
    static final Signer SIGNER = new Signer("key-1");
    static final String BUYER = SIGNER.token(7, AccessToken.BUYER);
    static final String ADMIN = SIGNER.token(1, AccessToken.ADMIN);

    private final Vertx vertx = Vertx.vertx();
    private final Bus bus = new Bus(vertx, new BusSettings(Duration.ofSeconds(2), 1000, Duration.ofMillis(100)));
    private final HttpClient client = HttpClient.newHttpClient();
    private final Map<String, Function<Object, Future<?>>> answers = new ConcurrentHashMap<>();
    private final AtomicInteger port = new AtomicInteger();
    final Queue<Object> asked = new ConcurrentLinkedQueue<>();

    /** A gateway that can check tokens. */
    static Wire withKeys() throws Exception {
        Wire wire = new Wire();
        wire.answer(UserApi.KEYS, new UserApi.Keys(SIGNER.jwks()));
        return wire;
    }

    Wire() throws Exception {
        Node node = new Node(bus, new AmqpSettings(null, 100), new Health(vertx), new SimpleMeterRegistry());
        vertx.deployVerticle(new GatewayVerticle(node, new HttpSettings("127.0.0.1", 0), port::set))
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }

    /** Sets what an address answers from now on. */
    <Q, R> void serve(Address<Q, R> address, Function<Q, Future<R>> answer) throws Exception {
        boolean isNew = answers.put(
                        address.name(),
                        question -> answer.apply(address.request().cast(question)))
                == null;
        if (isNew) {
            bus.serve(address, question -> {
                        if (!address.equals(UserApi.KEYS)) {
                            asked.add(question);
                        }
                        return answers.get(address.name()).apply(question).map(address.reply()::cast);
                    })
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(5, TimeUnit.SECONDS);
        }
    }

    <Q, R> void answer(Address<Q, R> address, R reply) throws Exception {
        serve(address, question -> Future.succeededFuture(reply));
    }

    <Q, R> void fail(Address<Q, R> address, ErrorType type, String detail) throws Exception {
        serve(address, question -> Future.failedFuture(type.because(detail)));
    }

    Answer get(String path, String... headers) throws Exception {
        return send("GET", path, BodyPublishers.noBody(), headers);
    }

    Answer get(String token, String path) throws Exception {
        return get(path, "Authorization", "Bearer " + token);
    }

    /** Sends JSON with a token. */
    Answer send(String method, String token, String path, String json, String... headers) throws Exception {
        List<String> all = new ArrayList<>(List.of("Content-Type", "application/json"));
        if (!token.isEmpty()) {
            all.addAll(List.of("Authorization", "Bearer " + token));
        }
        all.addAll(List.of(headers));
        return send(method, path, BodyPublishers.ofString(json), all.toArray(String[]::new));
    }

    Answer send(String method, String path, BodyPublisher body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port.get() + path))
                .timeout(Duration.ofSeconds(20))
                .method(method, body);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return new Answer(client.send(request.build(), BodyHandlers.ofByteArray()));
    }

    /** Sends a head and a body as they are, and reads until the gateway closes. */
    String raw(String body, String... head) throws IOException {
        String request = String.join("\r\n", head) + "\r\n\r\n" + body;
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port.get())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    void close() throws Exception {
        client.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    /** What came back. */
    record Answer(HttpResponse<byte[]> http) {
        int status() {
            return http.statusCode();
        }

        String header(String name) {
            return http.headers().firstValue(name).orElse("");
        }

        String text() {
            return new String(http.body(), StandardCharsets.UTF_8);
        }

        JsonNode json() throws IOException {
            return JsonFormat.tree(Buffer.buffer(http.body()));
        }

        List<String> pointers() throws IOException {
            List<String> pointers = new ArrayList<>();
            json().path("errors")
                    .forEach(error -> pointers.add(error.path("pointer").asText()));
            return pointers;
        }

        List<String> reasons() throws IOException {
            List<String> reasons = new ArrayList<>();
            json().path("errors")
                    .forEach(error -> reasons.add(error.path("reason").asText()));
            return reasons;
        }
    }
}
