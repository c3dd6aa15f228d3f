package io.shopfleet.gateway;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Operation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Reads the OpenAPI contract and holds the endpoints against it. */
final class Contract {
    /** Where it is on the class path. */
    static final String RESOURCE = "openapi/shopfleet.yaml";

    /** Says in the contract who may call an operation. */
    private static final String ACCESS = "x-access";

    private static final String ADMIN = "admin";

    private Contract() {}

    /**
     * Reads the contract.
     *
     * @param vertx the current Vert.x instance
     * @return the contract with all references resolved; failed where it is no valid OpenAPI 3.1
     */
    static Future<OpenAPIContract> load(Vertx vertx) {
        return vertx.executeBlocking(Contract::read).compose(model -> OpenAPIContract.from(vertx, model));
    }

    /**
     * Refuses endpoints that are not exactly the contract's operations.
     *
     * @param contract the contract
     * @param endpoints the operations that have one
     * @throws IllegalStateException naming those that are missing on either side
     */
    static void mustMatch(OpenAPIContract contract, Set<String> endpoints) {
        Set<String> operations =
                contract.operations().stream().map(Operation::getOperationId).collect(Collectors.toSet());
        Set<String> unanswered = new TreeSet<>(operations);
        unanswered.removeAll(endpoints);
        Set<String> unknown = new TreeSet<>(endpoints);
        unknown.removeAll(operations);
        if (!unanswered.isEmpty() || !unknown.isEmpty()) {
            throw new IllegalStateException("The HTTP contract and its handlers differ: operations without a handler "
                    + unanswered + ", handlers without an operation " + unknown);
        }
    }

    /** Whether an operation is for callers that have signed in. */
    static boolean needsSignIn(Operation operation) {
        return !operation.getSecurityRequirements().isEmpty();
    }

    /** Whether an operation is for administrators only. The services check it once more. */
    static boolean isForAdmins(Operation operation) {
        return ADMIN.equals(operation.getOpenAPIModel().getString(ACCESS));
    }

    private static JsonObject read() throws IOException {
        try (InputStream in = Contract.class.getClassLoader().getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IOException(RESOURCE + " is missing from the class path");
            }
            // vertx-openapi refuses every media type of a response that it cannot validate, this one among them.
            String yaml = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("application/problem+json", "application/json");
            return new JsonObject(new YAMLMapper().readValue(yaml, new TypeReference<Map<String, Object>>() {}));
        }
    }
}
