// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {UUPSUpgradeable} from "@openzeppelin/contracts-upgradeable/proxy/utils/UUPSUpgradeable.sol";
import {IStreamLedger} from "./interfaces/IStreamLedger.sol";
import {IStreamNodes} from "./interfaces/IStreamNodes.sol";
import {IStreamPayment} from "./interfaces/IStreamPayment.sol";
import {IStreamSplits} from "./interfaces/IStreamSplits.sol";
import {BPS} from "./libraries/FeeMath.sol";
import {SplitAccounts} from "./libraries/SplitAccounts.sol";
import {LedgerClient} from "./LedgerClient.sol";

/**
 * @title StreamSplits
 * @notice Splits of rights holders: accounts named by the hash of a table, shared out over everything they ever
 * received. The money stays in the ledger; this contract keeps who got how much of it.
 */
contract StreamSplits is LedgerClient, UUPSUpgradeable, IStreamSplits {
    /// @custom:storage-location erc7201:weir.storage.StreamSplits
    struct SplitsStorage {
        mapping(address account => bytes32 tableHash) tables; // slot 0
        mapping(address account => mapping(address vault => uint256 shares)) paidOut; // slot 1
        mapping(address account => mapping(address vault => mapping(address holder => uint256 shares))) paidTo; // slot 2
    }

    /// @notice Most holders a split may have.
    uint256 public constant MAX_HOLDERS = 64;

    // keccak256(abi.encode(uint256(keccak256("weir.storage.StreamSplits")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant SPLITS_STORAGE = 0xc5125bef35d5597389e37c6f6e50292ded8d7d385e6d33a5c1f5f2dd18ee5a00;

    /// @custom:oz-upgrades-unsafe-allow constructor
    constructor() {
        _disableInitializers();
    }

    /// @notice Once, by the proxy's constructor.
    function initialize(address initialAuthority) external initializer {
        require(initialAuthority.code.length != 0, AccessManagedInvalidAuthority(initialAuthority));
        __AccessManaged_init(initialAuthority);
    }

    /// @inheritdoc IStreamSplits
    function registerSplit(Split calldata split) external returns (address account) {
        _requireWellFormed(split);
        bytes32 tableHash = _hash(split);
        account = SplitAccounts.accountOf(tableHash);
        SplitsStorage storage $ = _splits();
        require($.tables[account] == bytes32(0), SplitAlreadyRegistered(account));
        $.tables[account] = tableHash;
        emit SplitRegistered(account, split.holders, split.weights);
        _ledger().openSplit(tableHash);
    }

    /// @inheritdoc IStreamSplits
    function claimSplit(Split calldata split, address vault, uint256 index) external returns (uint256 amount) {
        bytes32 tableHash = _hash(split);
        address account = SplitAccounts.accountOf(tableHash);
        require(_splits().tables[account] == tableHash, SplitUnknown(account));
        require(index < split.holders.length, SplitIndexRefused(index, split.holders.length));
        address holder = split.holders[index];
        amount = _claimableDown(account, vault, holder, split.weights[index]);
        require(amount != 0, NothingToClaim(account, holder, vault));

        SplitsStorage storage $ = _splits();
        $.paidOut[account][vault] += amount;
        $.paidTo[account][vault][holder] += amount;
        emit SplitClaimed(account, holder, vault, amount);
        _ledger().paySplit(account, holder, vault, amount);
    }

    /// @inheritdoc IStreamSplits
    function splitAccount(Split calldata split) external pure returns (address account) {
        return SplitAccounts.accountOf(_hash(split));
    }

    /// @inheritdoc IStreamSplits
    function splitHash(address account) external view returns (bytes32) {
        return _splits().tables[account];
    }

    /// @inheritdoc IStreamSplits
    function splitBalance(Split calldata split, address vault, uint256 index) external view returns (uint256 amount) {
        if (index >= split.holders.length || index >= split.weights.length) return 0;
        return _claimableDown(SplitAccounts.accountOf(_hash(split)), vault, split.holders[index], split.weights[index]);
    }

    /// @dev Bounds are checked when a table is written, so that every later claim on it succeeds.
    function _requireWellFormed(Split calldata split) private view {
        uint256 count = split.holders.length;
        require(
            count != 0 && count <= MAX_HOLDERS && count == split.weights.length,
            SplitLengthRefused(count, split.weights.length, MAX_HOLDERS)
        );
        address previous = address(0);
        uint256 sum = 0;
        IStreamPayment ledger_ = _ledger();
        for (uint256 i = 0; i < count; ++i) {
            (address holder, uint256 weight) = (split.holders[i], split.weights[i]);
            require(
                holder > previous &&
                    holder != address(ledger_) &&
                    ledger_.accountKind(holder) != IStreamLedger.AccountKind.Watch,
                SplitHolderRefused(i, holder)
            );
            require(weight != 0, SplitWeightsRefused(0));
            previous = holder;
            sum += weight;
        }
        require(sum == BPS, SplitWeightsRefused(sum));
    }

    /// @dev A holder's part of everything the split ever received, rounded down, less what the holder got. It never
    /// falls while money comes in, and the parts of all holders never exceed what was received.
    function _claimableDown(
        address account,
        address vault,
        address holder,
        uint256 weight
    ) private view returns (uint256) {
        SplitsStorage storage $ = _splits();
        uint256 received = _ledger().balanceOf(account, uint160(vault)) + $.paidOut[account][vault];
        uint256 entitled = (received * weight) / BPS;
        uint256 paid = $.paidTo[account][vault][holder];
        return entitled > paid ? entitled - paid : 0;
    }

    /// @inheritdoc LedgerClient
    function _isNamedIn(IStreamNodes.Wiring memory wiring) internal view override returns (bool) {
        return wiring.splits == address(this);
    }

    function _authorizeUpgrade(address) internal override restricted {}

    function _hash(Split calldata split) private pure returns (bytes32) {
        return keccak256(abi.encode(split.holders, split.weights));
    }

    function _splits() private pure returns (SplitsStorage storage $) {
        assembly {
            $.slot := SPLITS_STORAGE
        }
    }
}
