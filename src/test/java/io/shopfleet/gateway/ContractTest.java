package io.shopfleet.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shopfleet.platform.bus.Bus;
import io.shopfleet.platform.bus.BusSettings;
import io.vertx.core.Vertx;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Operation;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class ContractTest {
    private static final Vertx VERTX = Vertx.vertx();
    private static final Bus BUS = new Bus(VERTX, new BusSettings(Duration.ofSeconds(1), 5, Duration.ofSeconds(1)));

    @AfterAll
    static void close() throws Exception {
        VERTX.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void every_operation_has_a_handler_and_every_handler_an_operation() throws Exception {
        OpenAPIContract contract = contract();

        assertThatCode(() -> Contract.mustMatch(contract, handlers())).doesNotThrowAnyException();
        assertThat(contract.operations()).hasSize(handlers().size());
    }

    @Test
    void an_operation_without_a_handler_stops_the_start() throws Exception {
        OpenAPIContract contract = contract();
        Set<String> handlers = handlers();
        handlers.remove("placeOrder");

        assertThatThrownBy(() -> Contract.mustMatch(contract, handlers))
                .hasMessageContaining("operations without a handler [placeOrder]");
    }

    @Test
    void a_handler_without_an_operation_stops_the_start() throws Exception {
        OpenAPIContract contract = contract();
        Set<String> handlers = handlers();
        handlers.add("placeOrders");

        assertThatThrownBy(() -> Contract.mustMatch(contract, handlers))
                .hasMessageContaining("handlers without an operation [placeOrders]");
    }

    @Test
    void whoever_must_be_an_administrator_must_sign_in() throws Exception {
        assertThat(contract().operations().stream()
                        .filter(Contract::isForAdmins)
                        .filter(Contract::needsSignIn)
                        .map(Operation::getOperationId))
                .containsExactlyInAnyOrder(
                        "listUsers", "createProduct", "changeProduct", "adjustStock", "getStock", "fulfilOrder");
    }

    private static OpenAPIContract contract() throws Exception {
        return Contract.load(VERTX).await(10, TimeUnit.SECONDS);
    }

    private static Set<String> handlers() {
        return new HashSet<>(GatewayVerticle.endpoints(BUS).keySet());
    }
}
