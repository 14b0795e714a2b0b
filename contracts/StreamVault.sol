// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC20} from "@openzeppelin/contracts/interfaces/IERC20.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/interfaces/IERC20Metadata.sol";
import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {AccessManagedUpgradeable} from "@openzeppelin/contracts-upgradeable/access/manager/AccessManagedUpgradeable.sol";
import {UUPSUpgradeable} from "@openzeppelin/contracts-upgradeable/proxy/utils/UUPSUpgradeable.sol";
import {ERC20Upgradeable} from "@openzeppelin/contracts-upgradeable/token/ERC20/ERC20Upgradeable.sol";
import {ERC20PermitUpgradeable} from "@openzeppelin/contracts-upgradeable/token/ERC20/extensions/ERC20PermitUpgradeable.sol";
import {ERC3009Upgradeable} from "@openzeppelin/contracts-upgradeable/token/ERC20/extensions/draft-ERC3009Upgradeable.sol";
import {ERC4626Upgradeable} from "@openzeppelin/contracts-upgradeable/token/ERC20/extensions/ERC4626Upgradeable.sol";
import {PausableUpgradeable} from "@openzeppelin/contracts-upgradeable/utils/PausableUpgradeable.sol";
import {IStreamVault} from "./interfaces/IStreamVault.sol";

/**
 * @title StreamVault
 * @notice See {IStreamVault}. It has no storage of its own: all of its state is that of the OpenZeppelin contracts it
 * is composed of, each in its ERC-7201 namespace.
 */
contract StreamVault is
    IStreamVault,
    ERC4626Upgradeable,
    ERC20PermitUpgradeable,
    ERC3009Upgradeable,
    PausableUpgradeable,
    AccessManagedUpgradeable,
    UUPSUpgradeable,
    ReentrancyGuardTransient
{
    using Math for uint256;

    /// @notice Most shares that can exist, so that every amount of Weir fits 128 bits.
    uint256 public constant MAX_SUPPLY = type(uint128).max;

    /// @custom:oz-upgrades-unsafe-allow constructor
    constructor() {
        _disableInitializers();
    }

    /// @inheritdoc IStreamVault
    function initialize(
        IERC20 asset_,
        string calldata name_,
        string calldata symbol_,
        address authority_
    ) external initializer {
        require(address(asset_).code.length != 0, AssetWithoutCode(address(asset_)));
        require(authority_.code.length != 0, AccessManagedInvalidAuthority(authority_));

        __ERC20_init(name_, symbol_);
        __ERC4626_init(asset_);
        __ERC20Permit_init(name_);
        __AccessManaged_init(authority_);
    }

    /* DEPOSIT */

    /// @inheritdoc IERC4626
    function deposit(
        uint256 assets,
        address receiver
    ) public override(IERC4626, ERC4626Upgradeable) nonReentrant returns (uint256) {
        _checkInput(assets, receiver);
        return super.deposit(assets, receiver);
    }

    /// @inheritdoc IERC4626
    function mint(
        uint256 shares,
        address receiver
    ) public override(IERC4626, ERC4626Upgradeable) nonReentrant returns (uint256) {
        _checkInput(shares, receiver);
        return super.mint(shares, receiver);
    }

    /**
     * @dev Measures what arrives: an asset that moves another amount than asked fails at its first deposit, not later.
     * An asset whose code has gone would otherwise look like one that moved nothing.
     */
    function _transferIn(address from, uint256 assets) internal override {
        IERC20 token = IERC20(asset());
        require(address(token).code.length != 0, AssetWithoutCode(address(token)));

        uint256 balanceBefore = token.balanceOf(address(this));
        super._transferIn(from, assets);
        uint256 measured = token.balanceOf(address(this)).saturatingSub(balanceBefore);

        require(measured == assets, PullMismatch(assets, measured));
    }

    /* EXIT: never paused, never restricted */

    /// @inheritdoc IERC4626
    function withdraw(
        uint256 assets,
        address receiver,
        address owner
    ) public override(IERC4626, ERC4626Upgradeable) nonReentrant returns (uint256) {
        _checkInput(assets, receiver);
        return super.withdraw(assets, receiver, owner);
    }

    /// @inheritdoc IERC4626
    function redeem(
        uint256 shares,
        address receiver,
        address owner
    ) public override(IERC4626, ERC4626Upgradeable) nonReentrant returns (uint256) {
        _checkInput(shares, receiver);
        return super.redeem(shares, receiver, owner);
    }

    /// @dev Assets sent to the vault would become surplus, and WETH can be sent to the zero address: both are lost.
    function _checkInput(uint256 amount, address receiver) private view {
        require(amount != 0, ZeroAmount());
        require(receiver != address(0) && receiver != address(this), ReceiverRefused(receiver));
    }

    /// @dev The vault holds no shares: nobody could ever redeem them.
    function _update(address from, address to, uint256 value) internal override {
        require(to != address(this), ReceiverRefused(to));
        super._update(from, to, value);
    }

    /* AUTHORISATIONS (ERC-3009) */

    /// @inheritdoc IStreamVault
    function transferWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        bytes calldata signature
    ) external {
        bytes32 structHash = keccak256(
            abi.encode(TRANSFER_WITH_AUTHORIZATION_TYPEHASH, from, to, value, validAfter, validBefore, nonce)
        );
        _checkSignature(from, structHash, signature);
        _transferWithAuthorization(from, to, value, validAfter, validBefore, nonce);
    }

    /// @inheritdoc IStreamVault
    function receiveWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        bytes calldata signature
    ) external {
        bytes32 structHash = keccak256(
            abi.encode(RECEIVE_WITH_AUTHORIZATION_TYPEHASH, from, to, value, validAfter, validBefore, nonce)
        );
        _checkSignature(from, structHash, signature);
        require(to == _msgSender(), ERC20InvalidReceiver(to));
        _transferWithAuthorization(from, to, value, validAfter, validBefore, nonce);
    }

    /// @inheritdoc IStreamVault
    function cancelAuthorization(address authorizer, bytes32 nonce, bytes calldata signature) external {
        bytes32 structHash = keccak256(abi.encode(CANCEL_AUTHORIZATION_TYPEHASH, authorizer, nonce));
        _checkSignature(authorizer, structHash, signature);
        _cancelAuthorization(authorizer, nonce);
    }

    /// @dev ECDSA first: an account with delegated code (EIP-7702) has code, but signs with its key all the same.
    function _checkSignature(address signer, bytes32 structHash, bytes calldata signature) private view {
        bytes32 digest = _hashTypedDataV4(structHash);
        (address recovered, ECDSA.RecoverError err, ) = ECDSA.tryRecoverCalldata(digest, signature);
        bool isValid = err == ECDSA.RecoverError.NoError && recovered == signer;
        require(
            isValid || SignatureChecker.isValidERC1271SignatureNowCalldata(signer, digest, signature),
            ERC3009InvalidSignature()
        );
    }

    /**
     * @dev Both bounds are Unix seconds whatever their size, as ERC-3009 and its clients mean them. The inherited check
     * would read a pair of bounds with bit 47 set as block numbers.
     */
    function _checkValidity(uint256 validAfter, uint256 validBefore) internal view override {
        require(
            validAfter < block.timestamp && block.timestamp < validBefore,
            ERC3009InvalidAuthorizationTime(validAfter, validBefore)
        );
    }

    /* GOVERNANCE */

    /// @inheritdoc IStreamVault
    function pause() external restricted {
        _pause();
    }

    /// @inheritdoc IStreamVault
    function unpause() external restricted {
        _unpause();
    }

    /// @inheritdoc IStreamVault
    function skim(address receiver) external restricted nonReentrant returns (uint256 assets) {
        assets = surplus();
        _checkInput(assets, receiver);

        emit Skimmed(receiver, assets);

        _transferOut(receiver, assets);
    }

    /// @dev Reached from `upgradeToAndCall` only, whose selector the restriction judges.
    function _authorizeUpgrade(address) internal override restricted {}

    /* VIEWS */

    /// @inheritdoc IStreamVault
    function surplus() public view returns (uint256 assets) {
        return IERC20(asset()).balanceOf(address(this)).saturatingSub(totalAssets());
    }

    /// @notice The sum of shares: what was donated belongs to nobody's share.
    function totalAssets() public view override(IERC4626, ERC4626Upgradeable) returns (uint256) {
        return totalSupply();
    }

    /// @notice Room left below {MAX_SUPPLY}; zero while paused, and for receivers that are refused.
    function maxDeposit(address receiver) public view override(IERC4626, ERC4626Upgradeable) returns (uint256) {
        if (paused() || receiver == address(0) || receiver == address(this)) return 0;
        return MAX_SUPPLY - totalSupply();
    }

    /// @notice The same as {maxDeposit}.
    function maxMint(address receiver) public view override(IERC4626, ERC4626Upgradeable) returns (uint256) {
        return maxDeposit(receiver);
    }

    /// @inheritdoc IERC20Metadata
    function decimals() public view override(IERC20Metadata, ERC20Upgradeable, ERC4626Upgradeable) returns (uint8) {
        return super.decimals();
    }

    /// @inheritdoc IERC20Permit
    function nonces(address owner) public view override(IERC20Permit, ERC20PermitUpgradeable) returns (uint256) {
        return super.nonces(owner);
    }

    /// @dev One to one, so that there is nothing to round.
    function _convertToShares(uint256 assets, Math.Rounding) internal pure override returns (uint256) {
        return assets;
    }

    /// @dev One to one, so that there is nothing to round.
    function _convertToAssets(uint256 shares, Math.Rounding) internal pure override returns (uint256) {
        return shares;
    }
}
