package io.shopfleet.user.api;

/**
 * What a sign-in or a refresh answers, in the terms of RFC 6749.
 *
 * @param accessToken a signed JWT (RFC 9068)
 * @param tokenType always {@code Bearer}
 * @param expiresIn seconds until the access token expires
 * @param refreshToken to be used once
 */
public record Tokens(String accessToken, String tokenType, long expiresIn, String refreshToken) {
    @Override
    public String toString() {
        return "Tokens[***]";
    }
}
