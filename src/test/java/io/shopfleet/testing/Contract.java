package io.shopfleet.testing;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.validation.ResponseValidator;
import io.vertx.openapi.validation.ValidatableResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Holds answers against the published contract. */
public final class Contract {
    private static final Vertx VERTX = Vertx.vertx();
    private static final String PROBLEM_JSON = "application/problem+json";
    private static final OpenAPIContract CONTRACT = load();
    private static final ResponseValidator VALIDATOR = ResponseValidator.create(VERTX, CONTRACT);

    private Contract() {}

    /**
     * Fails when an answer is not what the contract says of its operation and status.
     *
     * @param operation the operation's id
     * @param answer what came back
     */
    public static void check(String operation, HttpResponse<String> answer) {
        ValidatableResponse response = answer.body().isEmpty()
                ? ValidatableResponse.create(answer.statusCode())
                : ValidatableResponse.create(
                        answer.statusCode(),
                        Buffer.buffer(answer.body()),
                        answer.headers()
                                .firstValue("content-type")
                                .orElse("(no content type)")
                                .replace(PROBLEM_JSON, "application/json"));
        try {
            VALIDATOR.validate(response, operation).await(10, TimeUnit.SECONDS);
        } catch (TimeoutException | RuntimeException e) {
            throw new AssertionError(
                    "The answer " + answer.statusCode() + " to " + operation + " breaks the contract: " + answer.body(),
                    e);
        }
    }

    /** The library knows no problem+json; errors are checked as the JSON that they are. */
    private static OpenAPIContract load() {
        try (InputStream in = Contract.class.getResourceAsStream("/openapi/shopfleet.yaml")) {
            String yaml = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            Map<String, Object> model = new YAMLMapper()
                    .readValue(yaml.replace(PROBLEM_JSON, "application/json"), new TypeReference<>() {});
            return OpenAPIContract.from(VERTX, new JsonObject(model)).await();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
