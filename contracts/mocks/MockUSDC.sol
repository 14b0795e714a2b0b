// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

// solhint-disable gas-custom-errors, reason-string

import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {OwnableUpgradeable} from "@openzeppelin/contracts-upgradeable/access/OwnableUpgradeable.sol";
import {ERC20Upgradeable} from "@openzeppelin/contracts-upgradeable/token/ERC20/ERC20Upgradeable.sol";
import {NoncesUpgradeable} from "@openzeppelin/contracts-upgradeable/utils/NoncesUpgradeable.sol";
import {PausableUpgradeable} from "@openzeppelin/contracts-upgradeable/utils/PausableUpgradeable.sol";
import {EIP712Upgradeable} from "@openzeppelin/contracts-upgradeable/utils/cryptography/EIP712Upgradeable.sol";

/**
 * @title MockUSDC
 * @notice Behaves like USDC (FiatToken 2.2) to its users: six decimals, a blocklist, a pause, minters with allowances,
 * ERC-2612 and ERC-3009 in both signature forms. The owner holds all of its roles.
 *
 * Like USDC it stands behind a proxy: `new ERC1967Proxy(address(new MockUSDC()), abi.encodeCall(initialize, (owner)))`.
 * And like USDC it asks every signer that has code by ERC-1271, so that it refuses the plain signature of an account
 * with delegated code.
 */
contract MockUSDC is
    IERC20Permit,
    ERC20Upgradeable,
    EIP712Upgradeable,
    NoncesUpgradeable,
    PausableUpgradeable,
    OwnableUpgradeable
{
    bytes32 private constant _PERMIT = keccak256(
        "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"
    );
    bytes32 private constant _TRANSFER = keccak256(
        "TransferWithAuthorization(address from,address to,uint256 value,"
        "uint256 validAfter,uint256 validBefore,bytes32 nonce)"
    );
    bytes32 private constant _RECEIVE = keccak256(
        "ReceiveWithAuthorization(address from,address to,uint256 value,"
        "uint256 validAfter,uint256 validBefore,bytes32 nonce)"
    );
    bytes32 private constant _CANCEL = keccak256("CancelAuthorization(address authorizer,bytes32 nonce)");

    mapping(address account => bool isListed) public isBlacklisted;
    mapping(address minter => uint256 amount) public minterAllowance;
    mapping(address authorizer => mapping(bytes32 nonce => bool used)) public authorizationState;

    event AuthorizationUsed(address indexed authorizer, bytes32 indexed nonce);
    event AuthorizationCanceled(address indexed authorizer, bytes32 indexed nonce);
    event Blacklisted(address indexed account);
    event UnBlacklisted(address indexed account);
    event MinterConfigured(address indexed minter, uint256 minterAllowedAmount);
    event Mint(address indexed minter, address indexed to, uint256 amount);
    event Burn(address indexed burner, uint256 amount);

    constructor() {
        _disableInitializers();
    }

    function initialize(address owner) external initializer {
        __ERC20_init("USD Coin", "USDC");
        __EIP712_init("USD Coin", "2");
        __Ownable_init(owner);
        isBlacklisted[address(this)] = true;
    }

    /* ROLES */

    function configureMinter(address minter, uint256 amount) external onlyOwner {
        minterAllowance[minter] = amount;
        emit MinterConfigured(minter, amount);
    }

    function mint(address to, uint256 amount) external whenNotPaused returns (bool) {
        require(amount != 0, "FiatToken: mint amount not greater than 0");
        require(amount <= minterAllowance[msg.sender], "FiatToken: mint amount exceeds minterAllowance");
        minterAllowance[msg.sender] -= amount;
        _mint(to, amount);
        emit Mint(msg.sender, to, amount);
        return true;
    }

    function burn(uint256 amount) external whenNotPaused {
        _burn(msg.sender, amount);
        emit Burn(msg.sender, amount);
    }

    function blacklist(address account) external onlyOwner {
        isBlacklisted[account] = true;
        emit Blacklisted(account);
    }

    function unBlacklist(address account) external onlyOwner {
        isBlacklisted[account] = false;
        emit UnBlacklisted(account);
    }

    function pause() external onlyOwner {
        _pause();
    }

    function unpause() external onlyOwner {
        _unpause();
    }

    /* ERC-2612 */

    function permit(
        address owner,
        address spender,
        uint256 value,
        uint256 deadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external {
        permit(owner, spender, value, deadline, abi.encodePacked(r, s, v));
    }

    function permit(
        address owner,
        address spender,
        uint256 value,
        uint256 deadline,
        bytes memory signature
    ) public whenNotPaused {
        require(block.timestamp <= deadline, "FiatTokenV2: permit is expired");
        _checkSignature(
            owner,
            keccak256(abi.encode(_PERMIT, owner, spender, value, _useNonce(owner), deadline)),
            signature,
            "EIP2612: invalid signature"
        );
        _approve(owner, spender, value);
    }

    /* ERC-3009 */

    function transferWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external {
        transferWithAuthorization(from, to, value, validAfter, validBefore, nonce, abi.encodePacked(r, s, v));
    }

    function transferWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        bytes memory signature
    ) public {
        _authorizedTransfer(_TRANSFER, from, to, value, validAfter, validBefore, nonce, signature);
    }

    function receiveWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external {
        receiveWithAuthorization(from, to, value, validAfter, validBefore, nonce, abi.encodePacked(r, s, v));
    }

    function receiveWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        bytes memory signature
    ) public {
        require(to == msg.sender, "FiatTokenV2: caller must be the payee");
        _authorizedTransfer(_RECEIVE, from, to, value, validAfter, validBefore, nonce, signature);
    }

    function cancelAuthorization(address authorizer, bytes32 nonce, uint8 v, bytes32 r, bytes32 s) external {
        cancelAuthorization(authorizer, nonce, abi.encodePacked(r, s, v));
    }

    function cancelAuthorization(address authorizer, bytes32 nonce, bytes memory signature) public whenNotPaused {
        _requireUnused(authorizer, nonce);
        _checkSignature(
            authorizer,
            keccak256(abi.encode(_CANCEL, authorizer, nonce)),
            signature,
            "FiatTokenV2: invalid signature"
        );
        authorizationState[authorizer][nonce] = true;
        emit AuthorizationCanceled(authorizer, nonce);
    }

    function _authorizedTransfer(
        bytes32 typeHash,
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        bytes memory signature
    ) private {
        require(block.timestamp > validAfter, "FiatTokenV2: authorization is not yet valid");
        require(block.timestamp < validBefore, "FiatTokenV2: authorization is expired");
        _requireUnused(from, nonce);
        _checkSignature(
            from,
            keccak256(abi.encode(typeHash, from, to, value, validAfter, validBefore, nonce)),
            signature,
            "FiatTokenV2: invalid signature"
        );
        authorizationState[from][nonce] = true;
        emit AuthorizationUsed(from, nonce);
        _transfer(from, to, value);
    }

    function _requireUnused(address authorizer, bytes32 nonce) private view {
        require(!authorizationState[authorizer][nonce], "FiatTokenV2: authorization is used or canceled");
    }

    function _checkSignature(
        address signer,
        bytes32 structHash,
        bytes memory signature,
        string memory reason
    ) private view {
        require(SignatureChecker.isValidSignatureNow(signer, _hashTypedDataV4(structHash), signature), reason);
    }

    /* ERC-20 */

    function approve(address spender, uint256 value) public override whenNotPaused returns (bool) {
        return super.approve(spender, value);
    }

    function nonces(address owner) public view override(IERC20Permit, NoncesUpgradeable) returns (uint256) {
        return super.nonces(owner);
    }

    // solhint-disable-next-line func-name-mixedcase
    function DOMAIN_SEPARATOR() external view returns (bytes32) {
        return _domainSeparatorV4();
    }

    function version() external pure returns (string memory) {
        return "2";
    }

    function currency() external pure returns (string memory) {
        return "USD";
    }

    function decimals() public pure override returns (uint8) {
        return 6;
    }

    /// @dev Nobody on the blocklist sends or receives.
    function _update(address from, address to, uint256 value) internal override whenNotPaused {
        _requireNotBlacklisted(from);
        _requireNotBlacklisted(to);
        super._update(from, to, value);
    }

    /// @dev Nobody on the blocklist spends an allowance, but it may bring a signature.
    function _spendAllowance(address owner, address spender, uint256 value) internal override {
        _requireNotBlacklisted(spender);
        super._spendAllowance(owner, spender, value);
    }

    function _requireNotBlacklisted(address account) private view {
        require(!isBlacklisted[account], "Blacklistable: account is blacklisted");
    }
}
