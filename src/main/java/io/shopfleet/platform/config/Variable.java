package io.shopfleet.platform.config;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * An environment variable that sets one component of a tree of records.
 *
 * @param path the setting's place, from the outermost group inwards
 * @param isList whether the value is a comma-separated list
 */
record Variable(List<String> path, boolean isList) {
    static List<Variable> of(Class<? extends Record> settings) {
        List<Variable> found = new ArrayList<>();
        collect(settings, List.of(), found);
        return found;
    }

    String name() {
        return String.join("_", path).toUpperCase(Locale.ROOT);
    }

    void set(ObjectNode tree, String value) {
        ObjectNode group = tree;
        for (String name : path.subList(0, path.size() - 1)) {
            group = group.withObjectProperty(name);
        }
        if (isList) {
            ArrayNode items = group.putArray(path.getLast());
            for (String item : value.split(",", -1)) {
                items.add(item.strip());
            }
        } else {
            group.put(path.getLast(), value);
        }
    }

    private static void collect(Class<?> group, List<String> prefix, List<Variable> found) {
        for (RecordComponent component : group.getRecordComponents()) {
            List<String> path = new ArrayList<>(prefix);
            path.add(SnakeCaseStrategy.INSTANCE.translate(component.getName()));
            Class<?> type = component.getType();
            if (type.isRecord() && type != Secret.class) {
                collect(type, path, found);
            } else {
                found.add(new Variable(List.copyOf(path), Collection.class.isAssignableFrom(type)));
            }
        }
    }
}
