package io.shopfleet.platform.config;

import com.fasterxml.jackson.annotation.JsonCreator;

/**
 * A setting that must not be printed.
 *
 * @param value the secret itself
 */
public record Secret(String value) {
    /**
     * Reads a secret from a configuration value.
     *
     * @param value the secret itself
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Secret {}

    @Override
    public String toString() {
        return "***";
    }
}
