package io.shopfleet.embedded;

import java.util.Map;

/**
 * One database for each service that has one.
 *
 * @param urls by service ({@code user}, {@code order}, {@code inventory}), as
 *     {@code postgresql://user:password@host:port/db}
 */
public record DatabaseSet(Map<String, String> urls) {

    public DatabaseSet {
        urls = Map.copyOf(urls);
    }

    /**
     * The URL of the database of one service.
     *
     * @throws IllegalArgumentException if the service has none
     */
    public String url(String service) {
        String url = urls.get(service);
        if (url == null) {
            throw new IllegalArgumentException("No database for '" + service + "', only for " + urls.keySet());
        }
        return url;
    }
}
