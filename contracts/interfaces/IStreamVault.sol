// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC20} from "@openzeppelin/contracts/interfaces/IERC20.sol";
import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {IERC3009, IERC3009Cancel} from "@openzeppelin/contracts/interfaces/draft-IERC3009.sol";

/**
 * @title IStreamVault
 * @notice An ERC-4626 vault in which one share is one unit of the asset, always. It is the only holder of assets in
 * Weir. Its share is also ERC-2612 and ERC-3009: any 32-byte nonce, and both signature forms, `(v, r, s)` and bytes
 * (65-byte ECDSA first, then ERC-1271).
 *
 * A donation moves no price: `totalAssets` is the sum of shares, and what lies beyond it is {surplus}, which alone can
 * be skimmed. At most `type(uint128).max` shares exist.
 *
 * Refused by name: amounts of zero ({ZeroAmount}); shares for, and assets to, the vault itself or the zero address
 * ({ReceiverRefused}); deposits beyond `maxDeposit` and `maxMint`, which are zero while paused.
 *
 * Safety assumptions about the asset: it moves exactly what is asked (measured at each pull, so that fee-on-transfer
 * assets fail at the first deposit) and does not shrink by itself. Liveness only: an asset may block holders or pause.
 */
interface IStreamVault is IERC4626, IERC20Permit, IERC3009, IERC3009Cancel {
    /// @notice Assets that no share stands for were sent to `receiver`.
    event Skimmed(address indexed receiver, uint256 assets);

    /// @notice An amount that must be positive is zero.
    error ZeroAmount();

    /// @notice The asset has no code.
    error AssetWithoutCode(address asset);

    /// @notice A pull moved another amount than asked.
    error PullMismatch(uint256 asked, uint256 measured);

    /// @notice Receiver of assets or shares would lose them.
    error ReceiverRefused(address receiver);

    /**
     * @notice Deployer, once, as part of the proxy's construction.
     * @param asset_ What the shares stand for; must have code.
     * @param name_ Name of the share, and of its EIP-712 domain, whose version is "1".
     * @param symbol_ Symbol of the share.
     * @param authority_ The AccessManager; must have code.
     */
    function initialize(IERC20 asset_, string calldata name_, string calldata symbol_, address authority_) external;

    /// @notice `transferWithAuthorization` with the signature as bytes: ECDSA, or ERC-1271 of `from`. Anyone.
    function transferWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        bytes calldata signature
    ) external;

    /// @notice `receiveWithAuthorization` with the signature as bytes. `to` only.
    function receiveWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        bytes calldata signature
    ) external;

    /// @notice `cancelAuthorization` with the signature as bytes. Anyone.
    function cancelAuthorization(address authorizer, bytes32 nonce, bytes calldata signature) external;

    /// @notice Pauser role: refuses new deposits, with `maxDeposit` and `maxMint` zero. Withdrawals, transfers and
    /// authorisations go on.
    function pause() external;

    /// @notice Unpauser role: accepts deposits again.
    function unpause() external;

    /// @notice Fee role: sends {surplus} to `receiver`. Reverts with {ZeroAmount} when there is none.
    /// @return assets Units of the asset sent.
    function skim(address receiver) external returns (uint256 assets);

    /// @notice Units of the asset in the vault that no share stands for.
    function surplus() external view returns (uint256 assets);
}
