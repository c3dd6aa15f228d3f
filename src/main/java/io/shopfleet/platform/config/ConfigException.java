package io.shopfleet.platform.config;

/** A setting that is unknown, missing or bad. Its message is one line that names the setting and never its secret. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * Refuses a setting.
     *
     * @param message one line that names it
     */
    public ConfigException(String message) {
        super(message, null, false, false);
    }
}
