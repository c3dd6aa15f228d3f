package io.shopfleet.gateway;

import io.shopfleet.platform.contract.Problem.FieldError;
import io.vertx.json.schema.OutputUnit;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Says in plain words, field by field, why a value does not fit its schema. */
final class ContractErrors {
    private static final Pattern QUOTED = Pattern.compile("\"(.*)\"", Pattern.DOTALL);
    private static final Pattern LAST_NUMBER = Pattern.compile("(-?[0-9][0-9.E+-]*)\\)?$");

    private ContractErrors() {}

    /**
     * Names what is wrong.
     *
     * @param prefix in front of each pointer: empty for a body, {@code /query/limit} for a parameter
     * @param result what the validator found
     * @return one fault for each field, none where the value fits
     */
    static List<FieldError> of(String prefix, OutputUnit result) {
        if (Boolean.TRUE.equals(result.getValid())) {
            return List.of();
        }
        List<OutputUnit> units = result.getErrors() == null ? List.of() : result.getErrors();
        // The validator takes a known field with a wrong value for an unknown one as well.
        Set<String> known = units.stream()
                .filter(unit -> keyword(unit).equals("properties"))
                .map(OutputUnit::getInstanceLocation)
                .collect(Collectors.toSet());
        // One reason a field is enough, and the validator names the plainest one first.
        Map<String, FieldError> errors = new LinkedHashMap<>();
        for (OutputUnit unit : units) {
            boolean says = switch (keyword(unit)) {
                // These only repeat that something further down is wrong.
                case "properties", "items", "prefixItems", "$ref", "allOf", "anyOf", "oneOf" -> false;
                case "additionalProperties", "unevaluatedProperties" -> !known.contains(unit.getInstanceLocation());
                default -> true;
            };
            if (says) {
                FieldError error = error(prefix + pointer(unit.getInstanceLocation()), unit);
                errors.putIfAbsent(error.pointer(), error);
            }
        }
        return errors.isEmpty()
                ? List.of(new FieldError(prefix, "does not fit the contract"))
                : List.copyOf(errors.values());
    }

    private static FieldError error(String pointer, OutputUnit unit) {
        String message = unit.getError();
        return switch (keyword(unit)) {
            case "required" ->
                new FieldError(
                        pointer + "/" + find(QUOTED, message).replace("~", "~0").replace("/", "~1"), "is required");
            case "additionalProperties", "unevaluatedProperties" -> new FieldError(pointer, "is not a known field");
            case "type" -> new FieldError(pointer, "must be " + expected(message));
            case "enum" ->
                new FieldError(pointer, "must be one of " + message.substring(message.indexOf(" any of ") + 8));
            case "minimum" -> new FieldError(pointer, "must be at least " + find(LAST_NUMBER, message));
            case "maximum" -> new FieldError(pointer, "must be at most " + find(LAST_NUMBER, message));
            case "exclusiveMinimum" -> new FieldError(pointer, "must be more than " + find(LAST_NUMBER, message));
            case "exclusiveMaximum" -> new FieldError(pointer, "must be less than " + find(LAST_NUMBER, message));
            case "multipleOf" -> new FieldError(pointer, "must be a multiple of " + find(LAST_NUMBER, message));
            case "minLength" -> new FieldError(pointer, "is too short: at least " + characters(message));
            case "maxLength" -> new FieldError(pointer, "is too long: at most " + characters(message));
            case "minItems" -> new FieldError(pointer, "must have at least " + items(message));
            case "maxItems" -> new FieldError(pointer, "must have at most " + items(message));
            case "minProperties" -> new FieldError(pointer, "must have at least one field");
            case "pattern" -> new FieldError(pointer, "does not have the expected form");
            case "format" -> new FieldError(pointer, "must be of the format " + find(QUOTED, message));
            case "not" -> new FieldError(pointer, "must not have this value");
            default -> new FieldError(pointer, "does not fit the contract");
        };
    }

    private static String keyword(OutputUnit unit) {
        String location = unit.getKeywordLocation();
        return location.substring(location.lastIndexOf('/') + 1);
    }

    /** The validator locates instances by a URI fragment; a JSON pointer has no percent-encoding. */
    private static String pointer(String location) {
        return URLDecoder.decode(location.substring(1).replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static String expected(String message) {
        String types = message.substring(message.lastIndexOf("Expected ") + "Expected ".length());
        return (types.matches("[aeiou].*") ? "an " : "a ") + types.replace(", ", " or ");
    }

    private static String characters(String message) {
        String limit = find(LAST_NUMBER, message);
        return limit + (limit.equals("1") ? " character" : " characters");
    }

    private static String items(String message) {
        String limit = find(LAST_NUMBER, message);
        return limit + (limit.equals("1") ? " item" : " items");
    }

    private static String find(Pattern pattern, String message) {
        Matcher matcher = pattern.matcher(message);
        return matcher.find() ? matcher.group(1) : "";
    }
}
