package io.shopfleet.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.shopfleet.gateway.Wire.Answer;
import io.vertx.core.Vertx;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Operation;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets past the gateway, over every operation of the contract. */
@SuppressWarnings("NullAway.Init")
class AccessTest {
    private static final String FORGED = new Signer("key-1").token(1, "admin");
    private static final Vertx VERTX = Vertx.vertx();
    private static Wire wire;

    @BeforeAll
    static void start() throws Exception {
        wire = Wire.withKeys();
    }

    @AfterAll
    static void stop() throws Exception {
        wire.close();
        VERTX.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    static Stream<Operation> signedIn() throws Exception {
        return operations().filter(Contract::needsSignIn);
    }

    static Stream<Operation> adminsOnly() throws Exception {
        return operations().filter(Contract::isForAdmins);
    }

    @ParameterizedTest
    @MethodSource("signedIn")
    void without_a_token_nobody_gets_in(Operation operation) throws Exception {
        Answer answer = call(operation);

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
        assertThat(answer.json().path("type").asText()).isEqualTo("urn:shopfleet:problem:unauthenticated");
        assertThat(wire.asked).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("signedIn")
    void a_forged_token_does_not_help(Operation operation) throws Exception {
        Answer answer = call(operation, "Authorization", "Bearer " + FORGED);

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer error=\"invalid_token\"");
        assertThat(wire.asked).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("adminsOnly")
    void what_is_for_administrators_is_not_for_buyers(Operation operation) throws Exception {
        Answer answer = call(operation, "Authorization", "Bearer " + Wire.BUYER);

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.json().path("type").asText()).isEqualTo("urn:shopfleet:problem:forbidden");
        assertThat(wire.asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic YTpi", "Bearer", "Bearer ", "Bearer a b", "Bearer x", "Bearer a.b.c", "Token x"})
    void any_other_authorization_is_no_authorization(String value) throws Exception {
        Answer answer = wire.get("/api/users/7", "Authorization", value);

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer error=\"invalid_token\"");
    }

    @Test
    void two_tokens_are_one_too_many() throws Exception {
        Answer answer = wire.get(
                "/api/users/7", "Authorization", "Bearer " + Wire.BUYER, "Authorization", "Bearer " + Wire.ADMIN);

        assertThat(answer.status()).isEqualTo(401);
    }

    @Test
    void while_no_keys_can_be_had_nobody_is_called_a_forger() throws Exception {
        Wire keyless = new Wire();
        try {
            Answer answer = keyless.get(Wire.BUYER, "/api/users/7");

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.header("Retry-After")).isEqualTo("1");
            assertThat(answer.header("WWW-Authenticate")).isEmpty();
        } finally {
            keyless.close();
        }
    }

    private static Answer call(Operation operation, String... headers) throws Exception {
        String id = operation.getOpenAPIPath().startsWith("/api/orders") ? "0193b2f0-7a1e-7c55-9d3b-2f6f0a4c8e11" : "7";
        return wire.send(
                operation.getHttpMethod().name(),
                operation.getOpenAPIPath().replace("{id}", id),
                BodyPublishers.noBody(),
                headers);
    }

    private static Stream<Operation> operations() throws Exception {
        OpenAPIContract contract =
                Contract.load(VERTX).toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        return List.copyOf(contract.operations()).stream();
    }
}
