package io.shopfleet.platform.ops;

/**
 * Where health and metrics are served. Never expose this port to the public.
 *
 * @param host the address to listen on
 * @param port 0 to 65535; 0 takes a free one
 */
public record ManagementSettings(String host, int port) {
    /**
     * Refuses values out of bounds.
     *
     * @throws IllegalArgumentException naming the setting
     */
    public ManagementSettings {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port must be between 0 and 65535");
        }
    }
}
