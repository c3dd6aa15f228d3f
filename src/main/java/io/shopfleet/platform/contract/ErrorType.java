package io.shopfleet.platform.contract;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import java.util.List;
import java.util.Locale;

/** Everything that can go wrong for a caller: one stable problem type and one HTTP status each. */
public enum ErrorType {
    /** The request does not fit the contract. */
    INVALID_REQUEST(400, "The request is not valid"),
    /** No valid access token came with the request. */
    UNAUTHENTICATED(401, "Sign in first"),
    /** E-mail address and password do not belong together, or the account is closed. */
    BAD_CREDENTIALS(401, "E-mail address or password is wrong"),
    /** A refresh token that is unknown, expired, used or revoked. */
    BAD_REFRESH_TOKEN(401, "The refresh token is not valid"),
    /** The caller is known, and may not do this. */
    FORBIDDEN(403, "This is not allowed"),
    /** There is no such thing, or it is not the caller's. */
    NOT_FOUND(404, "Not found"),
    /** The path exists, the method does not. */
    METHOD_NOT_ALLOWED(405, "The method is not allowed here"),
    /** None of the accepted representations is offered. */
    NOT_ACCEPTABLE(406, "No acceptable representation"),
    /** Another user has this e-mail address. */
    EMAIL_TAKEN(409, "The e-mail address is taken"),
    /** Another product has this SKU. */
    SKU_TAKEN(409, "The SKU is taken"),
    /** The order's state does not allow this. */
    INVALID_TRANSITION(409, "The order's state does not allow this"),
    /** Stock would fall below what is reserved. */
    INSUFFICIENT_STOCK(409, "Not enough stock"),
    /** The first request with this idempotency key is still being worked on. */
    REQUEST_IN_PROGRESS(409, "The first request with this key is still running"),
    /** The body is larger than the limit. */
    PAYLOAD_TOO_LARGE(413, "The request body is too large"),
    /** The path or the query is too long. */
    URI_TOO_LONG(414, "The request target is too long"),
    /** The body's media type is not supported. */
    UNSUPPORTED_MEDIA_TYPE(415, "The media type is not supported"),
    /** The idempotency key was used with another body. */
    IDEMPOTENCY_KEY_REUSED(422, "The idempotency key was used for another request"),
    /** An order names a product that does not exist. */
    UNKNOWN_PRODUCT(422, "Unknown product"),
    /** The order cannot be placed as it stands. */
    UNPROCESSABLE_ORDER(422, "The order cannot be placed"),
    /** The password is too easy to guess. */
    WEAK_PASSWORD(422, "The password is too weak"),
    /** More requests than allowed. */
    TOO_MANY_REQUESTS(429, "Too many requests"),
    /** A fault of ours. */
    @JsonEnumDefaultValue
    INTERNAL(500, "Something went wrong"),
    /** A service or its database cannot answer now; try again later. */
    UNAVAILABLE(503, "Temporarily unavailable");

    private final int status;
    private final String title;

    ErrorType(int status, String title) {
        this.status = status;
        this.title = title;
    }

    /**
     * The HTTP status that tells of this error.
     *
     * @return 400 to 599
     */
    public int status() {
        return status;
    }

    /**
     * The same short summary for every occurrence.
     *
     * @return a short sentence without a full stop
     */
    public String title() {
        return title;
    }

    /**
     * The stable identifier of this problem type, as RFC 9457 asks for.
     *
     * @return a URN, for instance {@code urn:shopfleet:problem:email-taken}
     */
    public String urn() {
        return "urn:shopfleet:problem:" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * An exception of this type.
     *
     * @param detail what went wrong this time, fit for the caller's eyes
     * @return the exception to throw or to fail with
     */
    public ProblemException because(String detail) {
        return new ProblemException(new Problem(this, detail, List.of()));
    }

    /**
     * An exception of this type that names the field at fault.
     *
     * @param pointer a JSON pointer into the request's body
     * @param reason what is wrong with the field, fit for the caller's eyes
     * @return the exception to throw or to fail with
     */
    public ProblemException at(String pointer, String reason) {
        return new ProblemException(new Problem(this, reason, List.of(new Problem.FieldError(pointer, reason))));
    }
}
