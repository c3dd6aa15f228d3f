package io.shopfleet.gateway;

import io.shopfleet.platform.contract.Caller;
import io.shopfleet.platform.contract.ErrorType;
import io.shopfleet.platform.contract.Problem;
import io.shopfleet.platform.contract.Problem.FieldError;
import io.shopfleet.platform.contract.ProblemException;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import io.vertx.json.schema.SchemaRepository;
import io.vertx.json.schema.Validator;
import io.vertx.json.schema.common.dsl.SchemaType;
import io.vertx.openapi.contract.Location;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.contract.Parameter;
import io.vertx.openapi.contract.RequestBody;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Checks the requests of one operation against the contract and names all that is wrong at once.
 *
 * <p>Takes the place of vertx-openapi's own request validator, which stops at the first fault, takes a text parameter
 * for JSON where it looks like it ({@code query=1.5}), decodes query and headers twice, rounds numbers to doubles, and
 * copies every schema of the contract for every request. The schemas and their validators are vertx-openapi's.
 */
final class RequestCheck {
    private static final int ERROR_LIMIT = 20;
    private static final Pattern INTEGER = Pattern.compile("-?(0|[1-9][0-9]{0,29})");
    private static final Pattern JSON_TYPE =
            Pattern.compile("application/json *(; *charset *= *\"?utf-8\"? *)?", Pattern.CASE_INSENSITIVE);
    /** A header that may come in several lines, all of which count. */
    private static final String LIST_HEADER = "Prefer";

    private final List<Expected> expected;
    private final Set<String> queryNames;
    private final @Nullable Validator body;

    RequestCheck(OpenAPIContract contract, Operation operation) {
        SchemaRepository schemas = contract.getSchemaRepository();
        this.expected = operation.getParameters().stream()
                .map(parameter -> new Expected(parameter, schemas.validator(parameter.getSchema())))
                .toList();
        this.queryNames = operation.getParameters().stream()
                .filter(parameter -> parameter.getIn() == Location.QUERY)
                .map(Parameter::getName)
                .collect(Collectors.toSet());
        RequestBody declared = operation.getRequestBody();
        this.body = declared == null
                ? null
                : schemas.validator(
                        declared.determineContentType("application/json").getSchema());
    }

    /**
     * Checks a request whose body has been read.
     *
     * @param context the request
     * @param caller who sent it, null where that does not matter
     * @return the request as its endpoint wants it
     * @throws ProblemException INVALID_REQUEST that names every fault, or UNSUPPORTED_MEDIA_TYPE
     */
    Call check(RoutingContext context, @Nullable Caller caller) {
        Set<FieldError> errors = new LinkedHashSet<>();
        Map<String, Object> parameters = new HashMap<>();
        MultiMap query = query(context);
        for (String name : query.names()) {
            if (!queryNames.contains(name)) {
                errors.add(new FieldError("/query/" + name, "is not a known parameter"));
            }
        }
        for (Expected parameter : expected) {
            parameter.check(context, query, parameters, errors);
        }
        Buffer sent = body == null ? null : context.body().buffer();
        if (body != null) {
            checkBody(body, context, sent, errors);
        }
        if (!errors.isEmpty()) {
            throw new ProblemException(new Problem(
                    ErrorType.INVALID_REQUEST,
                    errors.size() == 1
                            ? "One field is not as it should be"
                            : "Several fields are not as they should be",
                    errors.stream().limit(ERROR_LIMIT).toList()));
        }
        return new Call(context.request().path(), caller, parameters, sent == null ? Buffer.buffer() : sent);
    }

    private static void checkBody(
            Validator schema, RoutingContext context, @Nullable Buffer sent, Set<FieldError> errors) {
        String type = context.request().getHeader(HttpHeaders.CONTENT_TYPE);
        if (sent == null || sent.length() == 0) {
            errors.add(new FieldError("", "is required: send a JSON body"));
        } else if (type == null || !JSON_TYPE.matcher(type.strip()).matches()) {
            throw ErrorType.UNSUPPORTED_MEDIA_TYPE.because("The body must be application/json in UTF-8");
        } else {
            errors.addAll(ContractErrors.of("", schema.validate(StrictJson.read(sent))));
        }
    }

    private static MultiMap query(RoutingContext context) {
        try {
            return context.queryParams();
        } catch (RuntimeException e) {
            throw ErrorType.INVALID_REQUEST.at("/query", "cannot be decoded");
        }
    }

    /** A parameter of the contract with its validator, made once: making one copies all schemas. */
    private record Expected(
            String name,
            Location in,
            boolean required,
            boolean integer,
            @Nullable Object otherwise,
            Validator schema) {
        Expected(Parameter parameter, Validator schema) {
            this(
                    parameter.getName(),
                    parameter.getIn(),
                    parameter.isRequired(),
                    parameter.getSchemaType() == SchemaType.INTEGER,
                    parameter.getSchema().get("default"),
                    schema);
        }

        void check(RoutingContext context, MultiMap query, Map<String, Object> found, Set<FieldError> errors) {
            String pointer = "/" + in.name().toLowerCase(Locale.ROOT) + "/" + name;
            List<String> values = values(context, query);
            if (values.isEmpty()) {
                if (required) {
                    errors.add(new FieldError(pointer, "is required"));
                } else if (otherwise != null) {
                    found.put(pointer, otherwise);
                }
                return;
            }
            String text = String.join(", ", values);
            String fault =
                    values.size() > 1 && !name.equals(LIST_HEADER) ? "is given more than once" : StrictJson.fault(text);
            if (fault != null) {
                errors.add(new FieldError(pointer, fault));
                return;
            }
            Object value = integer && INTEGER.matcher(text).matches() ? StrictJson.integer(text) : text;
            List<FieldError> faults = ContractErrors.of(pointer, schema.validate(value));
            errors.addAll(faults);
            found.put(pointer, value);
        }

        private List<String> values(RoutingContext context, MultiMap query) {
            return switch (in) {
                case QUERY -> query.getAll(name);
                case HEADER -> context.request().headers().getAll(name);
                case PATH -> context.pathParam(name) == null ? List.of() : List.of(context.pathParam(name));
                case COOKIE -> List.of();
            };
        }
    }
}
