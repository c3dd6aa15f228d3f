package io.shopfleet.gateway;

/**
 * Where the public HTTP API is served.
 *
 * @param host the address to listen on
 * @param port 0 to 65535; 0 takes a free one
 */
public record HttpSettings(String host, int port) {
    /** The largest request body, in bytes. */
    static final int BODY_LIMIT = 64 * 1024;

    /** After how many seconds without a byte in either direction a connection is closed. */
    static final int IDLE_SECONDS = 30;

    /**
     * Refuses values out of bounds.
     *
     * @throws IllegalArgumentException naming the setting
     */
    public HttpSettings {
        if (host.isBlank()) {
            throw new IllegalArgumentException("host must name the address to listen on");
        }
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port must be between 0 and 65535");
        }
    }
}
