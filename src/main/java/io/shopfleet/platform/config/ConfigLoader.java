package io.shopfleet.platform.config;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Builds a record of settings from layers; each overrides the ones before it: the defaults in the jar, every YAML file
 * of a directory in the order of their names, files of such a directory that are named like a variable (the way
 * Kubernetes and Compose mount secrets), and the environment.
 *
 * <p>A setting {@code order.database.url} is the variable {@code ORDER_DATABASE_URL}. With {@code _FILE} appended, the
 * variable names a file that holds the value.
 */
public final class ConfigLoader {
    private static final Pattern VARIABLE_NAME = Pattern.compile("[A-Z][A-Z0-9_]*");
    private static final ObjectMapper YAML = YAMLMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .addModule(new SimpleModule().addDeserializer(Duration.class, new DurationReader()))
            .build();

    private final ObjectNode tree;

    /**
     * Starts from the defaults in the jar.
     *
     * @param defaults a YAML resource on the class path
     */
    public ConfigLoader(String defaults) {
        try (InputStream in = ConfigLoader.class.getClassLoader().getResourceAsStream(defaults)) {
            if (in == null) {
                throw new ConfigException("The default settings " + defaults + " are missing from the class path");
            }
            tree = object(YAML.readTree(in), defaults);
        } catch (IOException e) {
            throw new ConfigException(defaults + ": " + firstLine(e));
        }
    }

    /**
     * Adds a directory's files.
     *
     * @param directory where they are
     * @param settings the record of all settings, to know which variables there are
     * @return this
     * @throws ConfigException when a file cannot be read or parsed
     */
    public ConfigLoader directory(Path directory, Class<? extends Record> settings) {
        List<Path> files;
        try (Stream<Path> entries = Files.list(directory)) {
            files = entries.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new ConfigException("The settings directory " + directory + " cannot be read");
        }
        for (Path file : files) {
            if (file.toString().endsWith(".yaml") || file.toString().endsWith(".yml")) {
                yaml(file);
            }
        }
        Map<String, String> variables = files.stream()
                .filter(file ->
                        VARIABLE_NAME.matcher(file.getFileName().toString()).matches())
                .collect(Collectors.toMap(file -> file.getFileName().toString(), ConfigLoader::content));
        return environment(variables, settings);
    }

    /**
     * Adds variables. Those that no setting answers to are left alone.
     *
     * @param variables by name; an empty value counts as unset
     * @param settings the record of all settings
     * @return this
     */
    public ConfigLoader environment(Map<String, String> variables, Class<? extends Record> settings) {
        for (Variable variable : Variable.of(settings)) {
            String value = variables.getOrDefault(variable.name(), "");
            String file = variables.getOrDefault(variable.name() + "_FILE", "");
            if (!value.isEmpty()) {
                variable.set(tree, value);
            } else if (!file.isEmpty()) {
                variable.set(tree, content(Path.of(file)));
            }
        }
        return this;
    }

    /**
     * Binds everything that was added.
     *
     * @param settings the record of all settings
     * @param <T> the record of all settings
     * @return the settings
     * @throws ConfigException naming the first setting that is unknown or bad
     */
    public <T extends Record> T as(Class<T> settings) {
        try {
            return YAML.treeToValue(tree, settings);
        } catch (UnrecognizedPropertyException e) {
            throw new ConfigException("Unknown setting " + path(e) + " (known here: "
                    + e.getKnownPropertyIds().stream()
                            .map(String::valueOf)
                            .sorted()
                            .collect(Collectors.joining(", "))
                    + ")");
        } catch (ValueInstantiationException e) {
            // What a record's constructor says begins with the component's name.
            throw new ConfigException("Bad setting: " + (path(e) + "." + reason(e)).replaceFirst("^\\.", ""));
        } catch (JsonMappingException e) {
            throw new ConfigException("Bad setting " + path(e) + ": " + reason(e));
        } catch (JacksonException e) {
            throw new ConfigException("Bad settings: " + firstLine(e));
        }
    }

    private void yaml(Path file) {
        try {
            JsonNode content = YAML.readTree(file.toFile());
            if (!content.isMissingNode() && !content.isNull()) {
                merge(tree, object(content, file.toString()));
            }
        } catch (IOException e) {
            throw new ConfigException(file + ": " + firstLine(e));
        }
    }

    private static void merge(ObjectNode base, ObjectNode layer) {
        layer.properties().forEach(entry -> {
            JsonNode below = base.get(entry.getKey());
            if (below instanceof ObjectNode group && entry.getValue() instanceof ObjectNode overlay) {
                merge(group, overlay);
            } else if (!entry.getValue().isNull()) {
                base.set(entry.getKey(), entry.getValue());
            }
        });
    }

    private static ObjectNode object(JsonNode node, String source) {
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw new ConfigException(source + ": settings are a mapping of names to values");
    }

    private static String content(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new ConfigException("The file " + file + ", which holds a setting, cannot be read");
        }
    }

    private static String path(JsonMappingException e) {
        return e.getPath().stream()
                .map(reference -> reference.getFieldName() == null
                        ? String.valueOf(reference.getIndex())
                        : reference.getFieldName())
                .collect(Collectors.joining("."));
    }

    /** Never the message of Jackson itself: it quotes the value, which may be a secret. */
    private static String reason(JsonMappingException e) {
        Throwable cause = e.getCause();
        while (cause instanceof JsonMappingException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause instanceof IllegalArgumentException bad && bad.getMessage() != null
                ? bad.getMessage()
                : "the value does not fit";
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("cannot be read");
    }
}
