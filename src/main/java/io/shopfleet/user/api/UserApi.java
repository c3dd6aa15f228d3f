package io.shopfleet.user.api;

import io.shopfleet.platform.contract.Address;
import io.shopfleet.platform.contract.Caller;
import io.shopfleet.platform.contract.Done;
import io.shopfleet.platform.contract.EventType;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Everything the user service can be asked and everything it tells. */
public final class UserApi {
    /** Signs somebody up. Answers EMAIL_TAKEN or WEAK_PASSWORD where it must. */
    public static final Address<RegisterUser, UserView> REGISTER =
            Address.command("user.register", RegisterUser.class, UserView.class).within(Duration.ofSeconds(5));

    /** Lists people by id; for administrators. */
    public static final Address<ListUsers, UserPage> LIST = Address.query("user.list", ListUsers.class, UserPage.class);

    /** One person; for that person and administrators, NOT_FOUND to everybody else. */
    public static final Address<GetUser, UserView> GET = Address.query("user.get", GetUser.class, UserView.class);

    /** Changes name, address or password; for that person and administrators. */
    public static final Address<ChangeUser, UserView> CHANGE =
            Address.command("user.change", ChangeUser.class, UserView.class).within(Duration.ofSeconds(5));

    /** Closes an account for good: no sign-in, no refresh, no order; for that person and administrators. */
    public static final Address<DeactivateUser, Done> DEACTIVATE =
            Address.command("user.deactivate", DeactivateUser.class, Done.class);

    /** Whether a person exists and may order. */
    public static final Address<GetStanding, Standing> STANDING =
            Address.query("user.standing", GetStanding.class, Standing.class);

    /** Signs in. Answers BAD_CREDENTIALS alike for an unknown address, a wrong password and a closed account. */
    public static final Address<Login, Tokens> LOGIN =
            Address.command("user.login", Login.class, Tokens.class).within(Duration.ofSeconds(5));

    /** Exchanges a refresh token, which is then used up; a used one ends its whole family. */
    public static final Address<Refresh, Tokens> REFRESH = Address.command("user.refresh", Refresh.class, Tokens.class);

    /** Ends a refresh token's family. An unknown token is no error. */
    public static final Address<Logout, Done> LOGOUT = Address.command("user.logout", Logout.class, Done.class);

    /** The public keys that access tokens are checked with. */
    public static final Address<GetKeys, Keys> KEYS = Address.query("user.keys", GetKeys.class, Keys.class);

    /** Somebody signed up. */
    public static final EventType<UserRegistered> REGISTERED = new EventType<>("user_registered", UserRegistered.class);

    /** An account was closed. */
    public static final EventType<UserDeactivated> DEACTIVATED =
            new EventType<>("user_deactivated", UserDeactivated.class);

    private UserApi() {}

    /**
     * Asks for an account.
     *
     * @param email any case; kept as given, compared without case
     */
    public record RegisterUser(String email, String fullName, String password) {
        @Override
        public String toString() {
            return "RegisterUser[***]";
        }
    }

    /**
     * Asks for a page of people.
     *
     * @param after the last id of the page before, 0 for the first page
     */
    public record ListUsers(Caller caller, int limit, long after) {}

    /**
     * A page of people.
     *
     * @param users at most as many as asked for, by ascending id
     */
    public record UserPage(List<UserView> users) {}

    /**
     * Asks for a person.
     *
     * @param userId whom to see
     */
    public record GetUser(Caller caller, long userId) {}

    /**
     * Asks to change a person; null leaves a field as it is.
     *
     * @param currentPassword must be right where somebody changes their own password
     */
    public record ChangeUser(
            Caller caller,
            long userId,
            @Nullable String email,
            @Nullable String fullName,
            @Nullable String password,
            @Nullable String currentPassword) {
        @Override
        public String toString() {
            return "ChangeUser[***]";
        }
    }

    /**
     * Asks to close an account.
     *
     * @param userId whose account to close
     */
    public record DeactivateUser(Caller caller, long userId) {}

    /**
     * Asks whether a person may order.
     *
     * @param userId about whom to ask
     */
    public record GetStanding(long userId) {}

    /**
     * Whether a person may order.
     *
     * @param active true for a person that exists and is not deactivated
     */
    public record Standing(boolean active) {}

    /**
     * Asks to sign in.
     *
     * @param email compared without case
     */
    public record Login(String email, String password) {
        @Override
        public String toString() {
            return "Login[***]";
        }
    }

    /**
     * Asks for new tokens.
     *
     * @param refreshToken as it was handed out
     */
    public record Refresh(String refreshToken) {
        @Override
        public String toString() {
            return "Refresh[***]";
        }
    }

    /**
     * Asks to end a sign-in.
     *
     * @param refreshToken as it was handed out
     */
    public record Logout(String refreshToken) {
        @Override
        public String toString() {
            return "Logout[***]";
        }
    }

    /** Asks for the public keys. */
    public record GetKeys() {}

    /**
     * The public keys.
     *
     * @param jwks a JSON Web Key Set (RFC 7517), public keys only
     */
    public record Keys(String jwks) {}

    /** Tells of a new account. */
    public record UserRegistered(long userId, String email, String fullName) {}

    /** Tells of a closed account. */
    public record UserDeactivated(long userId) {}
}
