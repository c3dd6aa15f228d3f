package io.shopfleet.acceptance;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shopfleet.platform.json.JsonFormat;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Everything that can be wrong with one field of a good body. */
final class BadBodies {
    /** Fields that may be missing, where the body is not a change, in which all may be. */
    private static final Set<String> OPTIONAL = Set.of("on_hand");

    private static final String HOLE = "(hole)";
    private static final List<String> NO_TEXT = List.of(
            "null",
            "true",
            "7",
            "1e400",
            "99999999999999999999",
            "{}",
            "[]",
            "[\"text\"]",
            "\"\"",
            "\"a\\u0000b\"",
            "\"\\ud800\"",
            "\"" + "x".repeat(60_000) + "\"");
    private static final List<String> NO_NUMBER = List.of(
            "null",
            "false",
            "{}",
            "[]",
            "[1]",
            "\"\"",
            "\"7\"",
            "\"a\\u0000b\"",
            "-1000000001",
            "1e400",
            "-1e400",
            "1e-400",
            "1e999999999",
            "99999999999999999999",
            "-99999999999999999999",
            "1" + "0".repeat(50_000));
    private static final List<String> NO_INTEGER = List.of("1.5", "7.0", "7e0");
    private static final List<String> NO_ARRAY = List.of("null", "true", "7", "\"text\"", "{}", "[]");

    private final String good;
    private final boolean change;
    private final List<BadBody> found = new ArrayList<>();

    private BadBodies(String good, boolean change) {
        this.good = good;
        this.change = change;
    }

    /**
     * Spoils a body in every way, one field at a time.
     *
     * @param good a body that fits the contract, with every field there is
     * @param change whether each field may be left out
     */
    static List<BadBody> of(String good, boolean change) {
        BadBodies bodies = new BadBodies(good, change);
        bodies.spoilObject("");
        return bodies.found;
    }

    private void spoilObject(String pointer) {
        found.add(new BadBody("an unknown field in", with(pointer, "surprise", "1"), pointer + "/surprise"));
        found.add(new BadBody("a field with a long name in", with(pointer, "x".repeat(60_000), "1"), pointer));
        found.add(new BadBody("a field with an odd name in", with(pointer, "a/b~c", "{}"), pointer + "/a~1b~0c"));
        at(parse(), pointer).properties().forEach(field -> spoil(pointer, field.getKey(), field.getValue()));
    }

    private void spoil(String parent, String name, JsonNode value) {
        String pointer = parent + "/" + name;
        if (!change && !OPTIONAL.contains(name)) {
            found.add(new BadBody("no", without(parent, name), pointer));
        }
        found.add(new BadBody("twice", with(parent, name, value + ",\"" + name + "\":" + value), pointer));
        if (value instanceof ArrayNode) {
            replace(parent, name, NO_ARRAY);
            found.add(new BadBody("a text in", with(parent, name, "[\"text\"]"), pointer + "/0"));
            spoilObject(pointer + "/0");
        } else if (value.isNumber()) {
            replace(parent, name, NO_NUMBER);
            if (value.isIntegralNumber()) {
                replace(parent, name, NO_INTEGER);
            }
        } else {
            replace(parent, name, NO_TEXT);
        }
    }

    private void replace(String parent, String name, List<String> literals) {
        for (String literal : literals) {
            String shown = literal.length() > 30 ? literal.substring(0, 30) + "…" : literal;
            found.add(new BadBody(shown + " as", with(parent, name, literal), parent + "/" + name));
        }
    }

    private String with(String parent, String name, String literal) {
        JsonNode root = parse();
        at(root, parent).put(name, HOLE);
        return root.toString().replace("\"" + HOLE + "\"", literal);
    }

    private String without(String parent, String name) {
        JsonNode root = parse();
        at(root, parent).remove(name);
        return root.toString();
    }

    private static ObjectNode at(JsonNode root, String pointer) {
        return (ObjectNode) root.at(JsonPointer.compile(pointer));
    }

    private JsonNode parse() {
        try {
            return JsonFormat.tree(Buffer.buffer(good));
        } catch (IOException e) {
            throw new UncheckedIOException(good, e);
        }
    }

    /**
     * A body with one fault.
     *
     * @param fault what is wrong
     * @param text the body
     * @param pointer the field at fault
     */
    record BadBody(String fault, String text, String pointer) {}
}
