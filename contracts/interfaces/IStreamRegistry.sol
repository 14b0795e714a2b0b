// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/**
 * @title IStreamRegistry
 * @notice Names and terms: tenants `<tenant>.<root>`, streams `<stream>.<tenant>.<root>`, their owners, prices, payees,
 * records, stops and attestations. Policy, never money: it pushes terms into the ledger, which obeys no other caller.
 * See {ILedgerClient} for how it is joined to the ledger.
 *
 * The id of a tenant or stream is its ENS namehash. A label has 1 to 63 bytes of `[a-z0-9-]`, no hyphen at its ends, no
 * "--" at places 3 and 4, so each name has one id. Deletion is a flag: a name that was deleted can be created again by
 * the tenant's owner and keeps its number, its accounts, what its viewers paid and its other stops; its URI, text
 * records, prices and attestation are gone.
 *
 * Safety assumptions: the ledger it is joined to obeys {IStreamPayment}; whoever has the verifier role attests to
 * the truth. Liveness only: before it is joined to a ledger nothing can be created.
 *
 * Warning: an attestation speaks of what a verifier saw (`contentHash`). The owner may change URI and records later.
 */
interface IStreamRegistry {
    /// @notice A tenant as it stands.
    /// @param owner Who may create streams and set their terms.
    /// @param pendingOwner Who may accept the tenant; zero if nobody.
    /// @param tenantNo The tenant's number in the ledger; 0 means unknown.
    /// @param tenancy How often the tenant was handed over.
    /// @param account The tenant's ledger account and deposit address.
    /// @param label The tenant's label.
    struct Tenant {
        address owner;
        address pendingOwner;
        uint32 tenantNo;
        uint32 tenancy;
        address account;
        string label;
    }

    /// @notice A stream as it stands.
    /// @param tenantId Id of the tenant it belongs to, for ever.
    /// @param streamNo The stream's number in the ledger; 0 means unknown.
    /// @param stops Reasons why it is stopped: bits {STOP_OWNER}, {STOP_DELETED}, {STOP_SUSPENDED}, and 8 while it owes for
    /// infrastructure.
    /// @param payeeNeedsReview Whether the payee was set by an earlier owner of the tenant.
    /// @param account The stream's ledger account and deposit address.
    /// @param payee Account that the meter credits.
    /// @param label The stream's label.
    /// @param uri Metadata URI.
    struct Stream {
        bytes32 tenantId;
        uint32 streamNo;
        uint8 stops;
        bool payeeNeedsReview;
        address account;
        address payee;
        string label;
        string uri;
    }

    /// @notice What a name is to those who bill it.
    /// @param tenantId The tenant: the name itself or the one that the stream belongs to; zero if no such name.
    /// @param owner The tenant's owner.
    /// @param tenantNo The tenant's number in the ledger.
    /// @param tenancy How often the tenant was handed over.
    /// @param isStream Whether the name is a stream's, deleted or not.
    struct Node {
        bytes32 tenantId;
        address owner;
        uint32 tenantNo;
        uint32 tenancy;
        bool isStream;
    }

    /// @notice What a verifier signs about a tenant (who they are) or a stream (that its content is theirs).
    /// @param id Id of the tenant or stream.
    /// @param owner The tenant's owner at the time of signing.
    /// @param contentHash Hash of what was checked.
    /// @param expiry Unix time until which the attestation holds.
    /// @param nonce Unordered; each verifier uses one once.
    struct Attestation {
        bytes32 id;
        address owner;
        bytes32 contentHash;
        uint40 expiry;
        uint256 nonce;
    }

    /// @notice What is on sale: see `IStreamTerms.Price`.
    struct PriceInput {
        address vault;
        uint256 startFee;
        uint256 perSecond;
        uint256 window;
    }

    /// @notice A tenant was created.
    event TenantCreated(
        bytes32 indexed tenantId,
        uint32 indexed tenantNo,
        address indexed owner,
        string label,
        address account
    );

    /// @notice The owner offered the tenant to `pendingOwner` (zero: withdrew the offer).
    event TenantTransferStarted(bytes32 indexed tenantId, address indexed owner, address indexed pendingOwner);

    /// @notice The tenant changed hands; attestations of the tenant and its streams no longer count, and the payees of
    /// its streams should be reviewed.
    event TenantTransferred(
        bytes32 indexed tenantId,
        address indexed previousOwner,
        address indexed newOwner,
        uint32 tenancy
    );

    /// @notice What is released from the accounts of the tenant and its streams goes to `receiver`; zero: to the owner.
    /// A transfer of the tenant sets it to zero without this event.
    event ReceiverSet(bytes32 indexed tenantId, address indexed receiver);

    /// @notice A stream was created, or created again after its deletion.
    event StreamCreated(
        bytes32 indexed streamId,
        bytes32 indexed tenantId,
        uint32 indexed streamNo,
        string label,
        address account,
        address watchAccount
    );

    /// @notice A stream was deleted: stopped and taken off sale. Its URI, text records and attestation are gone.
    event StreamDeleted(bytes32 indexed streamId);

    /// @notice The stream's metadata URI changed.
    event UriSet(bytes32 indexed streamId, string uri);

    /// @notice A text record of a tenant or stream changed (ENSIP-5 keys).
    event TextSet(bytes32 indexed id, string indexed indexedKey, string key, string value);

    /// @notice A verifier's attestation was accepted.
    event Verified(bytes32 indexed id, address indexed verifier, address owner, bytes32 contentHash, uint40 expiry);

    /// @notice An attestation was withdrawn by a verifier.
    event VerificationRevoked(bytes32 indexed id, address indexed verifier);

    /// @notice A verifier withdrew the attestations it signed with `nonce`, if nobody has brought one.
    event AttestationCancelled(address indexed verifier, uint256 nonce);

    /// @notice A tenant label was reserved or set free.
    event LabelReserved(string label, bool reserved);

    /// @notice The label breaks the rules above.
    error LabelRefused(string label);

    /// @notice The tenant label is reserved.
    error LabelIsReserved(string label);

    /// @notice The tenant exists.
    error TenantExists(bytes32 tenantId);

    /// @notice No tenant with this id.
    error TenantUnknown(bytes32 tenantId);

    /// @notice The stream exists and is not deleted.
    error StreamExists(bytes32 streamId);

    /// @notice No stream with this id, or it is deleted.
    error StreamUnknown(bytes32 streamId);

    /// @notice The caller does not own the tenant.
    error NotTheOwner(bytes32 tenantId, address caller, address owner);

    /// @notice The caller is not the one the tenant was offered to.
    error NotThePendingOwner(bytes32 tenantId, address caller, address pendingOwner);

    /// @notice The address must not be zero.
    error ZeroAddress();

    /// @notice The bit of the stop reason is set, or cleared, already.
    error StopUnchanged(bytes32 streamId, uint8 stops, uint8 reason);

    /// @notice The signer has no verifier role.
    error NotAVerifier(address signer);

    /// @notice The signature is not `verifier`'s signature of this attestation for this registry on this chain.
    error SignatureRefused(address verifier);

    /// @notice The attestation has expired.
    error AttestationExpired(uint40 expiry);

    /// @notice The attestation names another owner than the tenant has now.
    error AttestationOfOtherOwner(address attested, address owner);

    /// @notice The verifier used this nonce before.
    error AttestationNonceUsed(address verifier, uint256 nonce);

    /// @notice A text is longer than the bound.
    error TextTooLong(uint256 length, uint256 max);

    /* GOVERNANCE */

    /**
     * @notice Governor: reserves tenant labels, or frees them. Existing tenants keep theirs.
     * @dev Requirements: labels in normal form. Emits {LabelReserved} for each.
     */
    function reserveLabels(string[] calldata labels, bool reserved) external;

    /* TENANTS */

    /**
     * @notice Registrar role: creates the tenant `<label>.<root>` for `owner`.
     * @dev Requirements: label in normal form, not reserved, not taken; `owner` not zero. Emits {TenantCreated}.
     */
    function createTenant(string calldata label, address owner) external returns (bytes32 tenantId);

    /// @notice Tenant's owner: offers the tenant to `newOwner` and to nobody else; zero withdraws the offer.
    /// @dev Emits {TenantTransferStarted}.
    function transferTenant(bytes32 tenantId, address newOwner) external;

    /**
     * @notice The one it was offered to: accepts the tenant, and with it what its accounts hold and owe, its billing modes
     * and funding policies. Clears verification, receiver and payout terms, flags payees for review.
     * @dev Emits {TenantTransferred} and, in the ledger, `TenancyPushed`.
     */
    function acceptTenant(bytes32 tenantId) external;

    /**
     * @notice Tenant's owner: names the account that releases credit; zero names the owner.
     * @dev The ledger refuses to release to the account of a name, to zero and to itself. Emits {ReceiverSet}.
     */
    function setReceiver(bytes32 tenantId, address receiver) external;

    /* STREAMS: the tenant's owner, unless said otherwise */

    /**
     * @notice Creates the stream `<label>.<tenant>.<root>`, or creates a deleted one again with nothing on sale but
     * `prices`. One that was also stopped or suspended stays so until that is taken back.
     * @dev Requirements: label in normal form; no such stream, or deleted; `payee` neither zero nor a watch account;
     * `uri` of at most `MAX_TEXT` bytes; each price as in {setPrice}.
     * Emits {StreamCreated}, {UriSet}, and in the ledger `PayeeSet`, `PriceSet`, `StopsSet`.
     */
    function createStream(
        bytes32 tenantId,
        string calldata label,
        address payee,
        string calldata uri,
        PriceInput[] calldata prices
    ) external returns (bytes32 streamId);

    /// @notice Sets what the stream charges in a listed vault; all zero takes it off sale there.
    function setPrice(bytes32 streamId, PriceInput calldata price) external;

    /// @notice Sets the account that the meter credits, from each session's next start or heartbeat on. Neither zero
    /// nor a watch account.
    function setPayee(bytes32 streamId, address payee) external;

    /// @notice Sets the metadata URI; at most `MAX_TEXT` bytes.
    function setUri(bytes32 streamId, string calldata uri) external;

    /// @notice Sets a text record of a tenant or stream; at most `MAX_TEXT` bytes each.
    function setText(bytes32 id, string calldata key, string calldata value) external;

    /// @notice Stops the stream: no session is charged beyond this second.
    function stopStream(bytes32 streamId) external;

    /// @notice Takes the owner's stop back. Revives no session.
    function resumeStream(bytes32 streamId) external;

    /**
     * @notice Deletes the stream: stops it, takes it off sale, forgets its URI, text records and attestation. Until it
     * is created again, every other function reverts with {StreamUnknown}.
     * @dev Emits {StreamDeleted} and, in the ledger, `PriceSet`, `VerificationPushed`, `StopsSet`.
     */
    function deleteStream(bytes32 streamId) external;

    /// @notice Registrar role: stops a stream in dispute.
    function suspendStream(bytes32 streamId) external;

    /// @notice Registrar role: takes the suspension back.
    function reinstateStream(bytes32 streamId) external;

    /* VERIFICATION */

    /**
     * @notice Anyone: brings a verifier's EIP-712 signature (ECDSA first, then ERC-1271) over an attestation. It
     * replaces the one before. It outlives the verifier's role, but not a change of owner or the stream's deletion.
     * @dev Requirements: `verifier` has the verifier role without delay; not expired; `owner` is the tenant's owner
     * now; nonce unused. Emits {Verified} and, in the ledger, `VerificationPushed` if it is of a stream.
     */
    function verify(Attestation calldata attestation, address verifier, bytes calldata signature) external;

    /// @notice Verifier role: withdraws the attestation of a tenant or stream, whoever signed it.
    /// @dev Emits {VerificationRevoked} and, in the ledger, `VerificationPushed` if it is of a stream.
    function revokeVerification(bytes32 id) external;

    /// @notice Anyone, for themselves: uses up a nonce, so that what was signed with it can no longer be brought.
    /// @dev Emits {AttestationCancelled}.
    function cancelAttestation(uint256 nonce) external;

    /* VIEWS */

    /// @notice Namehash of the root.
    function root() external view returns (bytes32);

    /// @notice The tenant; all zero if unknown.
    function tenantOf(bytes32 tenantId) external view returns (Tenant memory);

    /// @notice The stream; all zero if unknown.
    function streamOf(bytes32 streamId) external view returns (Stream memory);

    /// @notice What the tenant or stream `id` is to those who bill it; all zero if unknown.
    function nodeOf(bytes32 id) external view returns (Node memory);

    /// @notice Id of the tenant that `id` is, or that the stream `id` belongs to, deleted or not; zero if unknown.
    function tenantIdOfName(bytes32 id) external view returns (bytes32 tenantId);

    /// @notice Account that releases of the tenant credit: the receiver it named, otherwise its owner.
    function receiverOf(bytes32 tenantId) external view returns (address);

    /// @notice A text record of a tenant or stream; empty if unset.
    function text(bytes32 id, string calldata key) external view returns (string memory);

    /// @notice Whether a tenant or stream is verified for its present owner, until when (that second included) and over
    /// what. All zero without an attestation for the present owner.
    function verificationOf(bytes32 id) external view returns (bool verified, uint40 expiry, bytes32 contentHash);

    /// @notice Whether a tenant label is reserved.
    function isReserved(string calldata label) external view returns (bool);

    /// @notice Whether `nonce` of `verifier` is used up.
    function isNonceUsed(address verifier, uint256 nonce) external view returns (bool);

    /// @notice Id of the tenant `<label>.<root>`; reverts with {LabelRefused} if no name could have it.
    function tenantIdOf(string calldata label) external view returns (bytes32 tenantId);

    /// @notice Id of the stream `<label>` of a tenant; reverts with {LabelRefused} if no name could have it.
    function streamIdOf(bytes32 tenantId, string calldata label) external pure returns (bytes32 streamId);
}
