package io.shopfleet.user.api;

/** How access tokens look, for the one who signs them and those who check them. */
public final class AccessToken {
    /** The claim {@code iss}. */
    public static final String ISSUER = "shopfleet";

    /** The claim {@code aud}. */
    public static final String AUDIENCE = "shopfleet-api";

    /** The header {@code typ} (RFC 9068). */
    public static final String TYPE = "at+jwt";

    /** The claim that tells a {@link #ADMIN} from a {@link #BUYER}. */
    public static final String ROLE_CLAIM = "role";

    /** The role of somebody who administers the shop. */
    public static final String ADMIN = "admin";

    /** The role of everybody else. */
    public static final String BUYER = "buyer";

    private AccessToken() {}
}
