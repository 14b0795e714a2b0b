// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC1822Proxiable} from "@openzeppelin/contracts/interfaces/draft-IERC1822.sol";
import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IStreamCharges} from "./IStreamCharges.sol";
import {IStreamGovernance} from "./IStreamGovernance.sol";
import {IStreamLedger} from "./IStreamLedger.sol";
import {IStreamMeter} from "./IStreamMeter.sol";
import {IStreamNodes} from "./IStreamNodes.sol";
import {IStreamTerms} from "./IStreamTerms.sol";

/**
 * @title IStreamPayment
 * @notice Everything that the ledger's proxy answers to: what owners of accounts do ({IStreamLedger}, {IStreamMeter}),
 * what the registry, billing and splits do ({IStreamTerms}, {IStreamNodes}, {IStreamCharges}), what roles do
 * ({IStreamGovernance}).
 */
interface IStreamPayment is
    IStreamLedger,
    IStreamMeter,
    IStreamTerms,
    IStreamNodes,
    IStreamCharges,
    IStreamGovernance,
    IAccessManaged,
    IERC1822Proxiable
{
    /// @notice The proxy runs another implementation from now on.
    event Upgraded(address indexed implementation);

    /// @notice The proxy was initialised.
    event Initialized(uint64 version);

    /// @notice The proxy or the implementation is initialised already.
    error InvalidInitialization();

    /// @notice The new implementation has no code.
    error ERC1967InvalidImplementation(address implementation);

    /// @notice A function that takes no ETH was upgraded through with ETH.
    error ERC1967NonPayable();

    /// @notice Upgraded other than through the proxy.
    error UUPSUnauthorizedCallContext();

    /// @notice The new implementation is of another kind of proxy.
    error UUPSUnsupportedProxiableUUID(bytes32 slot);

    /// @notice A token called back into a function that holds its guard.
    error ReentrancyGuardReentrantCall();

    /// @notice A token refused, or did not confirm, a transfer or an approval.
    error SafeERC20FailedOperation(address token);

    /// @notice The called code reverted without a reason; also for a function that does not exist.
    error FailedCall();

    /// @notice A called address has no code.
    error AddressEmptyCode(address target);

    /// @notice Calls several functions of the ledger in one transaction, all or none; takes no ETH.
    function multicall(bytes[] calldata data) external returns (bytes[] memory results);

    /// @notice Once, by the proxy's constructor: sets who governs and who receives the platform's withdrawals.
    function initialize(address initialAuthority, address receiver) external;

    /// @notice Upgrade role, after its delay: changes the implementation and calls it with `data` unless that is empty.
    function upgradeToAndCall(address newImplementation, bytes calldata data) external payable;

    /// @notice Version of the upgrade interface: "5.0.0".
    function UPGRADE_INTERFACE_VERSION() external view returns (string memory);

    /// @notice Code of the functions that other contracts and roles call.
    function EXTENSION() external view returns (address);

    /// @notice Highest fee of the platform on sessions, in basis points.
    function MAX_FEE_BPS() external view returns (uint256);

    /// @notice Highest fee of the platform on tips, in basis points.
    function MAX_TIP_FEE_BPS() external view returns (uint256);

    /// @notice Bound on the vaults that can ever be listed.
    function MAX_VAULTS() external view returns (uint256);

    /// @notice Seconds by which a heartbeat must prolong a running session.
    function MIN_EXTENSION() external view returns (uint40);

    /// @notice Shortest window a price may have, in seconds.
    function MIN_WINDOW() external view returns (uint256);

    /// @notice Longest window a price may have, in seconds.
    function MAX_WINDOW() external view returns (uint256);
}
